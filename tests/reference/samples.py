"""The four school samples of the reference cases as designs."""

import numpy as np

from scoring.survey.designs import Design, Stage, sample_design
from tests.reference.reading import Table


def simple(table: Table) -> Design:
    """Schools drawn at random from all."""
    return sample_design([Stage(np.arange(len(table["pw"])), population=table["fpc"])])


def stratified(table: Table) -> Design:
    """Schools drawn within their types."""
    stage = Stage(np.arange(len(table["pw"])), table["stype"], table["fpc"])
    return sample_design([stage], table["pw"])


def clustered(table: Table) -> Design:
    """All schools of the districts drawn."""
    return sample_design([Stage(table["dnum"], population=table["fpc"])], table["pw"])


def two_stage(table: Table) -> Design:
    """Districts, and schools within them."""
    districts = Stage(table["dnum"], population=table["fpc1"])
    return sample_design([districts, Stage(table["snum"], population=table["fpc2"])])
