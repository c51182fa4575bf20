"""This room is for small foreign files to import."""

from collections.abc import Callable
from pathlib import Path

import pytest

MAPPING = """
[evaluation]
code = "care-2026"
title = { zh = "照料服务评价", en = "Care services" }
demo = true

[columns]
provider = "机构"
psu = "村"
response = "答卷编号"
weight = "权重"

[providers]
names = { "甲" = "甲服务中心", "乙" = "乙服务中心" }

[missing]
do_not_know = ["不知道"]

[scales]
five = { "很满意" = 100, "满意" = 75, "一般" = 50, "不满意" = 25, "很不满意" = 0 }

[[items]]
code = "Q12"
column = "总体满意吗？"
scale = "five"

[[adjusters]]
code = "AGE"
column = "年龄段"
levels = { "60-69" = 65, "70-79" = 75 }
"""

HEADER = "答卷编号,机构,村,权重,总体满意吗？,年龄段"


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    """Return a mapping of a Chinese survey tool's export."""
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def answers_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of answer files: rows under the usual header, in any encoding."""

    def write(rows: list[str], encoding: str = "utf-8", name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join([HEADER, *rows, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def good_rows() -> list[str]:
    """Return eighty answers of two providers in eight villages."""
    words = ["很满意", "满意", "一般", "不满意", "很不满意", "不知道", ""]
    return [
        f"R{i:03d},{'甲' if i % 2 else '乙'},村{i % 8},{1 + i % 3},{words[i % 7]},"
        f"{'60-69' if i % 5 else '70-79'}"
        for i in range(80)
    ]
