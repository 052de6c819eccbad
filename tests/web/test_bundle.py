"""The widget's two scripts are put together whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.paths import WEB
from bot.web.bundle import SECOND, widget_scripts

FOLDER = WEB / "widget"
PARTS = sorted(FOLDER.glob("*.js"))
LANGUAGES = sorted(path.name.split(".")[1] for path in FOLDER.glob("labels.*.json"))


def labels(language: str) -> dict:
    return json.loads((FOLDER / f"labels.{language}.json").read_text("utf-8"))


def code_of(part: Path) -> str:
    return "\n".join(line for line in part.read_text("utf-8").splitlines() if not line.lstrip().startswith("//"))


def test_every_part_is_in_one_of_the_scripts() -> None:
    scripts = widget_scripts(FOLDER)
    for part in PARTS:
        declared = re.findall(r"^(?:async )?(?:function|class) \w+.*", part.read_text("utf-8"), re.MULTILINE)
        assert all((line in scripts.first) != (line in scripts.second) for line in declared), part.name


def test_the_first_names_the_second_by_its_content() -> None:
    scripts = widget_scripts(FOLDER)
    assert re.search(rf'SECOND="{re.escape(SECOND)}\?v=[0-9a-f]{{12}}"', scripts.first)


def test_no_name_is_declared_in_two_parts() -> None:
    names = [name for part in PARTS for name in re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", part.read_text("utf-8"), re.MULTILINE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label(language: str) -> None:
    assert labels(language).keys() == labels("vi").keys()
    assert all(labels(language).values())


def test_every_label_is_used_and_every_used_label_is_there() -> None:
    code = "\n".join(code_of(part) for part in PARTS)
    used = set(re.findall(r"""["']([A-Za-z]+\d?)["']""", code)) | {"size0", "size1", "size2", "topics"}
    assert set(labels("vi")) - used == set()
    assert set(re.findall(r"""say\("(\w+)"[,)]""", code)) - set(labels("vi")) == set()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_part_writes_vietnamese_or_html(part: Path) -> None:
    code = code_of(part)
    assert not re.search("[ạảãầấậẩẫằắặẳẵẹẻẽềếệểễịỉĩọỏõồốộổỗờớợởỡụủũừứựửữỳýỵỷỹđơư]", code, re.IGNORECASE)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setAttribute\(.style", code)
    assert len(code.splitlines()) < 300
