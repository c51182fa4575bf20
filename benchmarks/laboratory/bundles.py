"""Turning fieldwork into bundles: checked once, then only the answers change."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.laboratory.fieldwork import Answers, Design, conduct, design_of
from benchmarks.laboratory.people import CLASSES, Population, populate
from benchmarks.laboratory.plans import RAKED_BY, measures_of, plan_of
from benchmarks.laboratory.scenarios import Scenario
from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import MARGINS

MEMORY = Path("/dev/shm")  # noqa: S108 - the answers of one repetition, gone after it


def code_of(contract: int) -> str:
    """Return the code of a contract, in the order of the scenario."""
    return f"K{contract:03}"


class Workshop:
    """One scenario and a folder in which its bundles are made.

    The first bundle is written and checked as any other. Each further one replaces the answers
    (and the measures, where one is sampled) in the same place, so that a repetition costs little
    more than its scoring.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        """Populate the scenario; nothing is written yet."""
        self.scenario = scenario
        self.people: Population = populate(scenario)
        self.design: Design = design_of(scenario, self.people)
        self.folder = folder
        self.codes = [code_of(j) for j in range(scenario.contracts)]
        self._bundle: Bundle | None = None
        self._fixed = _fixed_columns(self.design, self.codes)

    def bundle(self, generator: np.random.Generator) -> Bundle:
        """Return a bundle of one repetition of the fieldwork; it lasts until the next."""
        answers = conduct(self.scenario, self.people, self.design, generator)
        table = self._responses(answers)
        measures = measures_of(self.scenario, self.codes, answers.passed.tolist())
        if self._bundle is None:
            self._bundle = self._written(table, measures)
            return self._bundle
        (part,) = self._bundle.response_parts()
        # A repetition needs the columns of the schema in their order, as a written bundle has them.
        names = pq.read_schema(part).names
        blank = pa.nulls(table.num_rows)
        columns = {name: table[name] if name in table.column_names else blank for name in names}
        schema = pq.read_schema(part)
        whole = pa.table([columns[name].cast(schema.field(name).type) for name in names], schema)
        pq.write_table(whole, part, compression="none")
        if self.scenario.plan == "several":
            pq.write_table(measures, self._bundle.path / "measures.parquet", compression="none")
        return self._bundle

    def _responses(self, answers: Answers) -> pa.Table:
        rows = pa.array(answers.rows)
        columns = {name: column.take(rows) for name, column in self._fixed.items()}
        columns["base_weight"] = pa.array(answers.weights, pa.float64())
        for item, codes in answers.codes.items():
            columns[f"item:{item}"] = pa.array(codes.astype(np.int16), mask=codes == 0)
        if self.scenario.plan == "adjusted":
            columns["adjuster:x"] = pa.array(answers.adjuster[answers.rows])
        if self.scenario.nonresponse == "raked":
            columns[RAKED_BY] = pa.array(answers.classes.astype(np.float64))
        return pa.table(columns)

    def _written(self, responses: pa.Table, measures: pa.Table) -> Bundle:
        size = self.scenario.contracts
        contracts = pa.table(
            {
                "contract": self.codes,
                "contractor": self.codes,
                "name": self.codes,
                "area": [""] * size,
                "served_population": [1000] * size,
            }
        )
        return write_bundle(
            self.folder,
            plan=plan_of(self.scenario),
            contracts=contracts,
            responses=responses,
            measures=measures,
            margins=_margins(self.scenario, self.codes),
        )


@contextmanager
def workshop(scenario: Scenario) -> Iterator[Workshop]:
    """Give a workshop in a folder of its own, in memory where the machine allows it."""
    scratch = Path(tempfile.mkdtemp(prefix="laboratory-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield Workshop(scenario, scratch / "bundle")
    finally:
        shutil.rmtree(scratch)


def _fixed_columns(design: Design, codes: list[str]) -> dict[str, pa.Array]:
    """Return the columns that no repetition changes."""
    size = len(design.contract)
    named = [f"i{number:03}" if number >= 0 else None for number in design.interviewer.tolist()]
    mode = ["self_web" if name is None else "face" for name in named]
    return {
        "response": pa.array([f"r{row:06}" for row in range(size)]),
        "contract": pa.array(codes).take(pa.array(design.contract)),
        "stratum": pa.array([f"h{number}" for number in design.stratum.tolist()]),
        "psu": pa.array([f"u{number:06}" for number in design.unit.tolist()]),
        "interviewer": pa.array(named, pa.string()),
        "mode": pa.array(mode),
        "status": pa.array(["accepted"] * size),
    }


def _margins(scenario: Scenario, codes: list[str]) -> pa.Table | None:
    if scenario.nonresponse != "raked":
        return None
    shares = CLASSES["raked"][0]
    rows = [
        {"contract": code, "variable": RAKED_BY, "category": str(kind), "population": share}
        for code in codes
        for kind, share in enumerate(shares)
    ]
    return pa.Table.from_pylist(rows, schema=MARGINS)
