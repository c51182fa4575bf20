"""Two waves as one bundle, so that both rest on the same slopes and the same average client."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.bundle import Bundle, write_bundle
from scoring.errors import MethodError
from scoring.plan import Plan

FIRST, SECOND = "1", "2"
MARK = "\x1f"  # between wave and code; never part of a code that people write

# What a total is made of: these must be the same in both plans.
ALIKE = (
    "dimensions",
    "items",
    "variables",
    "adjusters",
    "weighting",
    "thresholds",
    "excluded_presence",
)


@dataclass(frozen=True, slots=True)
class JoinedWaves:
    """Both waves as one bundle whose contracts are named by :func:`wave_code`.

    ``panel`` counts, by contract, the persons who answered in both waves.
    """

    bundle: Bundle
    panel: Mapping[str, int]


def wave_code(wave: str, code: str) -> str:
    """Return the name of a contract, or of a sampling unit, in one of the waves."""
    return f"{wave}{MARK}{code}"


@contextmanager
def joined_waves(previous: Bundle, current: Bundle) -> Iterator[JoinedWaves]:
    """Give both waves as one bundle under the current plan, for as long as it is needed.

    Raises
    ------
    MethodError
        ``waves_of_different_plans`` where indicators, items, variables, adjusters or weighting
        differ: then a difference of totals would also be one of the yardstick.
    """
    _require_comparable(previous.plan, current.plan)
    with tempfile.TemporaryDirectory() as scratch:
        answers, panel = _answers(previous, current)
        bundle = write_bundle(
            Path(scratch) / "waves",
            plan=current.plan,
            contracts=_marked(previous.contracts(), current.contracts()),
            responses=answers,
            measures=_marked(previous.measures(), current.measures()),
            margins=_optional(previous.margins(), current.margins()),
        )
        yield JoinedWaves(bundle, panel)


def _require_comparable(first: Plan, second: Plan) -> None:
    """Refuse plans that differ in anything that a total is made of."""
    differing = [name for name in ALIKE if getattr(first, name) != getattr(second, name)]
    if differing:
        raise MethodError(
            "waves_of_different_plans", where="plan", found=differing, allowed="the same"
        )


def _marked(first: pa.Table, second: pa.Table) -> pa.Table:
    """Put two tables of one kind under each other, their contracts named by wave."""
    tables = []
    for wave, table in ((FIRST, first), (SECOND, second)):
        column = pc.binary_join_element_wise(wave, table["contract"], MARK)
        place = table.schema.get_field_index("contract")
        tables.append(table.set_column(place, "contract", column))
    return pa.concat_tables(tables, promote_options="permissive")


def _optional(first: pa.Table | None, second: pa.Table | None) -> pa.Table | None:
    return None if first is None or second is None else _marked(first, second)


def _answers(previous: Bundle, current: Bundle) -> tuple[pa.Table, dict[str, int]]:
    """Return the responses of both waves; units of the second that hold the same people as one of
    the first get its code, all others one of their own."""
    waves = [
        pa.concat_tables([pq.read_table(path) for path in bundle.response_parts()])
        for bundle in (previous, current)
    ]
    units, panel = _same_units(*waves)
    tables = []
    for wave, table in zip((FIRST, SECOND), waves, strict=True):
        keys = zip(
            *(table[name].to_pylist() for name in ("contract", "stratum", "psu")), strict=True
        )
        codes = [_unit_code(wave, key, units) for key in keys]
        for name, values in (
            ("psu", codes),
            ("stratum", [stratum or "" for stratum in table["stratum"].to_pylist()]),
            ("response", [wave_code(wave, code) for code in table["response"].to_pylist()]),
        ):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, pa.array(values, pa.string()))
        tables.append(table)
    return _marked(*tables), panel


Unit = tuple[str, str | None, str | None]


def _unit_code(wave: str, key: Unit, units: Mapping[Unit, Unit]) -> str:
    """Return the code of a sampling unit, the one of the first wave where it is the same."""
    if wave == SECOND and key in units:
        wave, key = FIRST, units[key]
    contract, stratum, psu = key
    return wave_code(wave, f"{contract}{MARK}{stratum or ''}{MARK}{psu or ''}")


def _same_units(first: pa.Table, second: pa.Table) -> tuple[dict[Unit, Unit], dict[str, int]]:
    """Match the sampling units of both waves by the people they share, one to one.

    The pair that shares most people is matched first; ties go by name, so that the order of rows
    does not matter.
    """
    homes = {(key[0], person): key for person, key in _persons(first)}
    shared: Counter[tuple[Unit, Unit]] = Counter()
    panel: Counter[str] = Counter()
    for person, key in set(_persons(second)):
        home = homes.get((key[0], person))
        if home is not None:
            shared[(key, home)] += 1
            panel[key[0]] += 1
    matched: dict[Unit, Unit] = {}
    taken: set[Unit] = set()
    for (key, home), _ in sorted(shared.items(), key=lambda row: (-row[1], str(row[0]))):
        if key not in matched and home not in taken:
            matched[key] = home
            taken.add(home)
    return matched, dict(panel)


def _persons(table: pa.Table) -> Iterator[tuple[str, Unit]]:
    """Yield the persons whose accepted answers say who they are, with their sampling unit."""
    kept = table.filter(
        pc.and_(pc.equal(table["status"], "accepted"), pc.is_valid(table["person_key"]))
    )
    names = ("person_key", "contract", "stratum", "psu")
    for person, *key in zip(*(kept[name].to_pylist() for name in names), strict=True):
        if person:
            contract, stratum, psu = key
            yield person, (contract, stratum, psu)
