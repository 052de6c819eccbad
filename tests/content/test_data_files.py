"""Data that is the project's own must not look like Rasa's: Rasa reads every YAML file under data/."""

from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from ruamel.yaml import YAML

from bot.paths import LEXICON, PROJECT
from tests.answers.asking import asks
from tests.support import PLAN_2022, plans

# Top-level keys that make Rasa take a file for training data, stories, or a part of the domain.
RASAS_KEYS = {
    "nlu", "stories", "rules", "responses", "intents", "entities", "slots", "actions", "forms", "e2e_actions", "session_config", "synonym", "lookup",
    "regex", "config", "pipeline", "policies",
}  # fmt: skip
NAMES_ALONE = {"districts", "communes"}
RASAS_FOLDERS = {"nlu", "rules", "responses", "stories"}


def own_files() -> list[Path]:
    return [
        path for path in sorted((PROJECT / "data").rglob("*")) if path.suffix in (".yml", ".yaml", ".json", ".md") and path.parent.name not in RASAS_FOLDERS
    ]


@pytest.mark.parametrize("path", own_files(), ids=lambda path: path.name)
def test_rasa_swallows_no_file_of_ours(path: Path) -> None:
    content = YAML(typ="safe").load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    assert RASAS_KEYS.isdisjoint(content)


@pytest.mark.filterwarnings("ignore:Slot auto-fill has been removed")
def test_rasa_merges_the_responses_and_nothing_else_into_the_domain() -> None:
    importer = RasaFileImporter(domain_path=str(PROJECT / "domain.yml"), training_data_paths=[str(PROJECT / "data")])
    domain = importer.get_domain()
    assert set(domain.intents) >= set(asks())
    assert domain.form_names == []
    assert [slot.name for slot in domain.slots if slot.name == "memory"] == ["memory"]


def test_plan_files_and_lexicon_are_where_the_bot_reads_them() -> None:
    assert PLAN_2022.is_file()
    assert {path.suffix for path in LEXICON.iterdir()} == {".tsv"}


@pytest.mark.parametrize("path", sorted(LEXICON.glob("*.tsv")), ids=lambda path: path.stem)
def test_a_lexicon_file_says_what_its_columns_are(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("#")
    assert "Columns" in " ".join(lines[:3])
    tabs = 0 if path.stem in NAMES_ALONE else 1
    assert [
        number for number, line in enumerate(lines, 1) if line and not line.startswith("#") and (line.count("\t") < tabs or (not tabs and "\t" in line))
    ] == []


def test_facts_of_the_plan_answer_asks_that_exist() -> None:
    unknown = {
        f"{entry.id}.{fact.id}: {ask}"
        for plan in plans()
        for entry in (*plan.targets, *plan.tasks, *plan.topics)
        for fact in entry.facts
        for ask in fact.asks
        if ask not in asks()
    }
    assert unknown == set()
