"""What a purchaser may decide: bounded by the evidence, never pushed by it."""

from itertools import product

from reports.kinds.names import BRIDGE, NOT_RENEW, RECTIFY, RENEW, RENEW_CONDITIONS
from reports.services.choices import permitted_choices

ALL = (BRIDGE, RENEW, RENEW_CONDITIONS, RECTIFY, NOT_RENEW)


def test_nobody_can_end_a_contract_that_the_evidence_does_not_condemn() -> None:
    for proposal in ALL:
        assert (NOT_RENEW in permitted_choices(proposal, ())) == (proposal == NOT_RENEW)


def test_the_proposal_stands_first_and_nothing_is_offered_twice() -> None:
    for proposal, reasons in product(ALL, ((), ("renewal_closed_by_veto",))):
        offered = permitted_choices(proposal, reasons)
        assert offered[0] == proposal
        assert len(set(offered)) == len(offered)


def test_a_substantiated_veto_closes_renewal() -> None:
    offered = permitted_choices(RECTIFY, ("renewal_closed_by_veto",))
    assert not {RENEW, RENEW_CONDITIONS} & set(offered)


def test_a_milder_decision_than_proposed_stays_open() -> None:
    assert {RECTIFY, BRIDGE, RENEW_CONDITIONS} <= set(permitted_choices(NOT_RENEW, ()))
