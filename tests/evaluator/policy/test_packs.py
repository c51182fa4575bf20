"""Policy packs: inheritance, and faults with their line."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from evaluator.policy.packs import FOLDER, PackError, pack, pack_codes
from evaluator.policy.ready_sets import ready_draft

HANDLING = ("对象排查", "家计调查", "信息管理", "咨询评估", "业务培训", "政策宣传", "绩效评价")
NEW = """
[pack]
code = "hunan"
inherits = "national"
name = { zh = "湖南省", en = "Hunan" }
basis = { zh = "示例", en = "example" }
tag = "D"

[budget]
rate = "0.02"
base = { zh = "救助资金", en = "funds" }
base_year = "same"
source = { zh = "示例", en = "example" }
tag = "D"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packs that a test may add to."""
    return Path(shutil.copytree(FOLDER, tmp_path / "packs"))


def faults(folder: Path, text: str, code: str = "hunan") -> list[str]:
    (folder / f"{code}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        pack(code, folder)
    return [str(fault) for fault in refused.value.faults]


def test_every_pack_that_is_shipped_can_be_read() -> None:
    assert pack_codes()[0] == "national"
    assert {"tieling", "guangdong", "fujian", "zhejiang"} <= set(pack_codes())
    for code in pack_codes():
        assert pack(code).line[-1] == "national"


def test_a_province_is_added_by_data_alone(folder: Path) -> None:
    (folder / "hunan.toml").write_text(NEW, encoding="utf-8")
    found = pack("hunan", folder)
    assert found.budget.rate == Decimal("0.02")
    assert found.clauses == pack().clauses
    assert "hunan" in pack_codes(folder)


def test_r09_fujian_adds_five_services_to_the_seven_of_care() -> None:
    services = pack("fujian").services
    assert [code for code in services if code.startswith("S")] == [f"S{n}" for n in range(1, 13)]
    assert services["S11"].name["zh"] == "监护支持"


def test_r08_the_seven_kinds_of_handling_are_in_the_catalogue() -> None:
    names = [term.name["zh"] for code, term in pack().services.items() if code[0] == "T"]
    assert names == list(HANDLING)


def test_r10_the_ways_to_purchase_are_named() -> None:
    names = {term.name["zh"] for term in pack("tieling").methods.values()}
    assert {"公开招标", "竞争性磋商", "单一来源", "框架协议"} <= names


def test_r12_a_contract_states_eleven_things() -> None:
    assert len(pack("tieling").clauses) == 11
    assert "no_transfer" in pack("tieling").clauses


def test_the_bands_of_the_pack_are_those_of_the_ready_sets() -> None:
    ready = {row["grade"]: Decimal(row["floor"]) for row in ready_draft("T")["bands"]}
    assert ready == {code: floor for code, (floor, _name) in pack().bands.items()}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('rate = "0.02"', "rate = 0.02", "line 10, budget 1, rate: found 0.02"),
        ('rate = "0.02"', 'rate = "2"', "line 10, budget 1, rate: found '2'"),
        ('base_year = "same"', 'base_year = "next"', "line 12, budget 1, base_year"),
        ('tag = "D"\n\n[b', 'tag = "Q"\n\n[b', "line 7, pack hunan, tag: found 'Q'"),
        ('code = "hunan"', 'code = "hainan"', "line 3, pack hainan, code: found 'hainan'"),
        ("[budget]", "[bugdet]", "line 9, bugdet: found 'bugdet'"),
        ("base_year", "bas_year", "line 12, budget 1, bas_year: found 'bas_year'"),
        ('rate = "0.02"', "rate = ", "line 10, TOML"),
    ],
)
def test_a_fault_is_refused_with_its_line_and_what_is_allowed(
    folder: Path, old: str, new: str, told: str
) -> None:
    found = faults(folder, NEW.replace(old, new))
    assert any(told in fault and "allowed:" in fault for fault in found), found


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('[[deadline]]\ncode = "x"\ndays = 0\nunit = "weeks"', "line 18, deadline x, unit"),
        ('[[holiday]]\nyear = 2027\noff = ["02-30"]\nwork = []', "line 17, holiday 1, off"),
        ('[[holiday]]\nyear = 2026\noff = ["10-03"]\nwork = []', "line 17, holiday 1, off"),
        (
            '[[rule]]\ncode = "x"\napplies_to = "plan"\ncheck = "clause_present"\n'
            'severity = "blocking"',
            "line 18, rule x, check: found 'clause_present'",
        ),
        (
            '[[rule]]\ncode = "x"\napplies_to = "contract"\ncheck = "clause_present"\n'
            'parameters = { clause = "price", more = 1 }\nseverity = "blocking"',
            "line 19, rule x, parameters",
        ),
        (
            '[[staffing]]\ncode = "county"\nunit = "persons"\nreading = "floor"\n'
            "bands = [{ from = 10, staff = 2 }]",
            "line 19, staffing county, bands: found [10]",
        ),
    ],
)
def test_a_fault_in_a_list_is_found_on_its_own_line(folder: Path, added: str, told: str) -> None:
    found = faults(folder, f"{NEW}{added}\n")
    assert any(told in fault for fault in found), found


def test_a_pack_that_inherits_from_itself_or_nobody_known_is_refused(folder: Path) -> None:
    assert "hunan" in faults(folder, NEW.replace('"national"', '"hunan"'))[0]
    assert "atlantis" in faults(folder, NEW.replace('"national"', '"atlantis"'))[0]
