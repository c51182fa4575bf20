"""Reading a bureau's list of the people served: where its columns are, and what each row says."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from evaluator.policy.aid_types import OTHER, aid_type_of
from surveys.imports.grids import Grid
from surveys.imports.identity_numbers import GOOD, fault_of_identity_number
from surveys.imports.problems import Findings, refuse
from surveys.imports.sheets import Line

MOST_PEOPLE = 200_000
MOST_LINES = MOST_PEOPLE + 1_000
TITLE_ROWS = 20
LONGEST = {"township": 80, "village": 80, "name": 40, "phone": 40, "address": 200, "household": 60}
PLACES_KEPT = 50
# field -> the headings under which it is found, without blanks and in small letters
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "contract": ("合同编号", "合同", "服务合同", "contract"),
    "name": ("姓名", "对象姓名", "救助对象", "申请人姓名", "户主姓名", "name"),
    "identity_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "idnumber"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone"),
    "township": ("乡镇", "乡镇/街道", "乡镇（街道）", "乡镇(街道)", "街道", "镇", "township"),
    "village": ("村(居)", "村（居）", "村", "村居", "村/社区", "社区", "村委会", "village"),
    "aid_type": ("救助类型", "救助类别", "对象类别", "保障类别", "类别", "aidtype"),
    "household": ("户编号", "家庭编号", "户号", "保障编号", "户主身份证号", "household"),
    "address": ("住址", "地址", "家庭住址", "现住址", "详细地址", "address"),
}
NEEDED = ("name",)
PERSON = ("name", "phone", "address")


@dataclass(slots=True)
class Noticed:
    """What is odd in a list and left as it is: how often, and where the first ones stand."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[int]] = field(default_factory=dict)

    def add(self, code: str, row: int) -> None:
        """Notice something in a row."""
        self.counts[code] += 1
        kept = self.places.setdefault(code, [])
        if len(kept) < PLACES_KEPT:
            kept.append(row)

    def to_plain(self) -> dict[str, dict[str, object]]:
        """Return counts and rows by code, the most frequent first; no cell is quoted."""
        return {
            code: {"count": count, "rows": self.places[code]}
            for code, count in self.counts.most_common()
        }


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the list has them; ``identity_number`` only where it can be relied on."""

    row: int
    contract: str
    township: str
    village: str
    aid_type: str
    household: str
    identity_number: str
    person: dict[str, str]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterPlaces:
    """The sheet that holds the list, the last row of its heading, and where each field stands."""

    sheet: str
    heading_row: int
    columns: dict[str, int]
    headings: dict[str, str]
    other_sheets: tuple[str, ...]


def find_columns(grid: Grid, needs_contract: bool) -> RosterPlaces:
    """Find the list in a file: below title rows, with a heading of one row or of two."""
    best: tuple[int, RosterPlaces] | None = None
    for sheet in grid.sheets:
        found = _heading_of(grid, sheet)
        if found is not None and (best is None or len(found.columns) > best[0]):
            best = len(found.columns), found
    if best is None:
        raise refuse("no_header", grid.name, row=1)
    places = best[1]
    findings = Findings(_where(grid, places.sheet))
    needed = (*NEEDED, "contract") if needs_contract else NEEDED
    for name in needed:
        if name not in places.columns:
            shown = sorted(places.headings.values())
            findings.add(
                "missing_column", row=places.heading_row, column=HEADINGS[name][0], allowed=shown
            )
    findings.refuse_if_any()
    return places


def _heading_of(grid: Grid, sheet: str) -> RosterPlaces | None:
    """Return the heading among the first rows of a sheet: the row that names most columns."""
    lines = []
    for line in grid.lines(sheet, MOST_LINES):
        lines.append(line)
        if len(lines) == TITLE_ROWS:
            break
    others = tuple(name for name in grid.sheets if name != sheet)
    best: RosterPlaces | None = None
    for number, line in enumerate(lines):
        # In a heading of two rows, with cells merged, the upper or the lower one names a column.
        below = lines[number + 1] if number + 1 < len(lines) else None
        for candidate in (line, _merged(line, below)) if below is not None else (line,):
            columns, headings = _columns(candidate)
            if len(columns) >= 2 and (best is None or len(columns) > len(best.columns)):
                best = RosterPlaces(sheet, candidate.number, columns, headings, others)
    return best


def _merged(upper: Line, lower: Line) -> Line:
    width = max(len(upper.cells), len(lower.cells))
    pairs = zip(
        upper.cells + [""] * (width - len(upper.cells)),
        lower.cells + [""] * (width - len(lower.cells)),
        strict=True,
    )
    return Line(lower.number, [below or above for above, below in pairs])


def _columns(line: Line) -> tuple[dict[str, int], dict[str, str]]:
    written = ["".join(cell.split()).lower() for cell in line.cells]
    columns: dict[str, int] = {}
    for name, headings in HEADINGS.items():
        standing = [place for place, text in enumerate(written) if text in headings]
        if standing:
            columns[name] = standing[0]
    return columns, {name: line.cells[place] for name, place in columns.items()}


def roster_rows(
    grid: Grid,
    places: RosterPlaces,
    contracts: Collection[str],
    findings: Findings,
    noticed: Noticed,
) -> Iterator[RosterRow]:
    """Yield the people of a list; wrong cells go to ``findings``, odd ones to ``noticed``."""
    only = next(iter(contracts)) if len(contracts) == 1 else ""
    reader = _RowReader(places, set(contracts), only, findings, noticed)
    count = 0
    for line in grid.lines(places.sheet, MOST_LINES):
        if line.number <= places.heading_row:
            continue
        count += 1
        if count > MOST_PEOPLE:
            raise refuse("too_many_rows", grid.name, row=line.number, allowed=MOST_PEOPLE)
        found = reader.read(line)
        if found is not None:
            yield found
    if not count:
        raise refuse("no_rows", grid.name)


@dataclass(slots=True)
class _RowReader:
    places: RosterPlaces
    contracts: set[str]
    only: str
    findings: Findings
    noticed: Noticed

    def read(self, line: Line) -> RosterRow | None:
        """Return what a row says, or nothing where a cell was noted as wrong."""
        before = self.findings.count
        cells = {name: self._cell(line, name) for name in HEADINGS}
        for name, longest in LONGEST.items():
            if len(cells[name]) > longest:
                # What belongs to a person is not repeated where others read.
                found = cells[name][:20] if name in ("township", "village") else "…"
                self._wrong("cell_too_long", line, name, found, longest)
        if not cells["name"]:
            self._wrong("blank_not_allowed", line, "name", "", None)
        contract = cells["contract"] or self.only
        if contract not in self.contracts:
            self._wrong("unknown_contract_code", line, "contract", contract, self._known())
        if self.findings.count > before:
            return None
        return self._row(line, cells, contract)

    def _row(self, line: Line, cells: dict[str, str], contract: str) -> RosterRow:
        notices = []
        number = cells["identity_number"]
        place = self.places.columns.get("identity_number")
        fault = fault_of_identity_number(number, place in line.numeric)
        if fault != GOOD:
            notices.append(f"identity_{fault}")
        aid_type = aid_type_of(cells["aid_type"])
        if aid_type is None:
            notices.append("aid_type_unknown" if cells["aid_type"] else "aid_type_missing")
        if not cells["village"]:
            notices.append("village_missing")
        for code in notices:
            self.noticed.add(code, line.number)
        return RosterRow(
            row=line.number,
            contract=contract,
            township=cells["township"],
            village=cells["village"],
            aid_type=aid_type or OTHER,
            household=cells["household"],
            identity_number=number.upper() if fault == GOOD else "",
            person={name: cells[name] for name in PERSON if cells[name]},
            notices=tuple(notices),
        )

    def _cell(self, line: Line, name: str) -> str:
        place = self.places.columns.get(name)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def _wrong(self, code: str, line: Line, name: str, found: str, allowed: object) -> None:
        column = self.places.headings.get(name, HEADINGS[name][0])
        self.findings.add(code, row=line.number, column=column, found=found, allowed=allowed)

    def _known(self) -> list[str]:
        return sorted(self.contracts)[:20]


def _where(grid: Grid, sheet: str) -> str:
    return f"{grid.name} [{sheet}]" if sheet else grid.name


def findings_for(grid: Grid, places: RosterPlaces) -> Findings:
    """Return where the wrong cells of this list are noted, by file and sheet."""
    return Findings(_where(grid, places.sheet))
