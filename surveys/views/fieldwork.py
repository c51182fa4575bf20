"""The doors of fieldwork, gathered: lists of people, samples, cases, visits, the vault."""

from surveys.views import cases, rosters, samples, vault, visits

FIELDWORK_VIEWS = (rosters.views, samples.views, cases.views, vault.views, visits.views)
