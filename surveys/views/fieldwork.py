"""The doors of fieldwork, gathered: lists of people, samples, cases, the vault."""

from surveys.views import cases, rosters, samples, vault

FIELDWORK_VIEWS = (rosters.views, samples.views, cases.views, vault.views)
