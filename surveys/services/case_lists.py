"""Turning an uploaded list of drawn households into cases; wrong cells are named one by one."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluator.models.programmes import Contract
from surveys.imports.problems import Findings
from surveys.services.case_tables import Sheet, read_sheet
from surveys.services.cases import DrawnCase

# field -> the headings under which it is found
HEADINGS = {
    "contract": ("合同编号", "合同", "contract"),
    "label": ("编号", "样本编号", "序号", "label", "number"),
    "stratum": ("层", "乡镇", "乡镇/街道", "乡镇（街道）", "街道", "stratum", "township"),
    "psu": ("村(居)", "村（居）", "村", "村居", "村/社区", "社区", "psu", "village"),
    "base_weight": ("权重", "基础权重", "weight", "base_weight"),
    "inclusion_probability": ("入样概率", "probability", "inclusion_probability"),
    "stratum_population": ("层总数", "总户数", "总人数", "population"),
    "name": ("姓名", "name"),
    "phone": ("电话", "手机", "联系电话", "phone"),
    "address": ("住址", "地址", "address"),
}
NEEDED = ("contract", "label")
PERSON = ("name", "phone", "address")
LONGEST_LABEL = 60
LONGEST_PLACE = 80


def read_case_list(path: Path, name: str, contracts: Sequence[Contract]) -> list[DrawnCase]:
    """Read a list; raises ``AnswersRefused`` with file, row, column, value and what is allowed."""
    sheet = read_sheet(path, name)
    findings = Findings(name)
    places = _places(sheet, findings)
    findings.refuse_if_any()
    known = {contract.code: contract for contract in contracts}
    seen: dict[str, int] = {}
    drawn = []
    for number, cells in sheet.rows:
        row = _Row(number, cells, places, sheet.columns, findings)
        found = row.case(known)
        first = seen.setdefault(row.text("label"), number)
        if first != number:
            row.note("label_twice", "label", first)
        if found is not None:
            drawn.append(found)
    findings.refuse_if_any()
    return drawn


def _places(sheet: Sheet, findings: Findings) -> dict[str, int]:
    """Return where each field stands; a heading may be written in one of several ways."""
    written = ["".join(column.split()).lower() for column in sheet.columns]
    places = {}
    for field, headings in HEADINGS.items():
        standing = [place for place, column in enumerate(written) if column in headings]
        if len(standing) > 1:
            findings.add(
                "column_twice", row=1, column=sheet.columns[standing[1]], found=len(standing)
            )
        if standing:
            places[field] = standing[0]
        elif field in NEEDED:
            findings.add("missing_column", row=1, column=headings[0], allowed=sheet.columns)
    return places


class _Row:
    """One line of the list, its cells found by field, its faults noted where they stand."""

    def __init__(
        self,
        number: int,
        cells: list[str],
        places: dict[str, int],
        columns: list[str],
        findings: Findings,
    ) -> None:
        self.number = number
        self.cells = cells
        self.places = places
        self.columns = columns
        self.findings = findings

    def text(self, field: str) -> str:
        """Return a cell; an absent column reads as blank."""
        place = self.places.get(field)
        return "" if place is None else self.cells[place]

    def note(self, code: str, field: str, allowed: object = None) -> None:
        """Note a fault of one cell."""
        heading = self.columns[self.places[field]]
        self.findings.add(
            code, row=self.number, column=heading, found=self.text(field), allowed=allowed
        )

    def case(self, contracts: dict[str, Contract]) -> DrawnCase | None:
        """Return the case of this line, or nothing where a cell was noted as wrong."""
        before = self.findings.count
        contract = contracts.get(self.text("contract"))
        if contract is None:
            self.note("unknown_contract_code", "contract", sorted(contracts))
        if not self.text("label"):
            self.note("blank_not_allowed", "label")
        self._check_lengths()
        probability = self._number("inclusion_probability", lambda p: 0 < p <= 1, "0 < p <= 1")
        weight = self._number("base_weight", lambda w: w > 0, "> 0")
        population = self._number("stratum_population", lambda n: n >= 1, ">= 1")
        if contract is None or self.findings.count > before:
            return None
        return DrawnCase(
            contract=contract,
            label=self.text("label"),
            stratum=self.text("stratum"),
            psu=self.text("psu"),
            base_weight=weight or (1 / probability if probability else 1.0),
            inclusion_probability=probability,
            stratum_population=None if population is None else int(population),
            person={name: self.text(name) for name in PERSON if self.text(name)},
        )

    def _check_lengths(self) -> None:
        limits = {"label": LONGEST_LABEL, "stratum": LONGEST_PLACE, "psu": LONGEST_PLACE}
        for field, limit in limits.items():
            if len(self.text(field)) > limit:
                self.note("cell_too_long", field, limit)

    def _number(
        self, field: str, is_possible: Callable[[float], bool], allowed: str
    ) -> float | None:
        text = self.text(field)
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        # Comparisons with a value that is not a number are false, so it is refused here as well.
        if not (math.isfinite(number) and is_possible(number)):
            self.note("number_not_possible", field, allowed)
            return None
        return number
