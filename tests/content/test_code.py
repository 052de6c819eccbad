"""What must not stand in the code: sentences, facts of the plan, imports of the floor above."""

import ast
import re
from functools import lru_cache

import pytest

from bot.language.normalise import fold
from bot.language.tokens import tokenise
from bot.paths import PROJECT
from tests.content.code import imports, modules, texts
from tests.support import phrases, plans

VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
# Said of procedures and places in general, though the plan uses them too.
GENERAL = {
    "dia phuong",
    "dich vu cong",
    "cong dich vu cong",
    "cong dich vu cong quoc gia",
    "bo phan mot cua",
    "mot cua",
    "dien thoai",
    "tai khoan",
    "open data",
}
# Which rooms a room may use; what all may use is left out. See docs/architecture.md.
FLOORS = {
    "bot.language": set(),
    "bot.store": set(),
    "bot.watch": set(),
    "bot.privacy": {"bot.language"},
    "bot.limits": set(),
    "bot.plan": {"bot.language"},
    "bot.gathered": {"bot.store", "bot.language", "bot.privacy", "bot.plan"},
    "bot.nlu": {"bot.language", "bot.plan"},
    "bot.switches": {"bot.store", "bot.language", "bot.plan"},
    "bot.contacts": {"bot.language", "bot.plan"},
    "bot.answers": {"bot.language", "bot.plan", "bot.contacts"},
    "bot.api": {"bot.language", "bot.plan", "bot.answers"},
    "bot.web": {"bot.store", "bot.privacy", "bot.contacts", "bot.plan", "bot.answers", "bot.api"},
    "bot.pages": {"bot.language", "bot.plan", "bot.answers", "bot.api"},
    "bot.messaging": {"bot.limits", "bot.store", "bot.privacy", "bot.watch", "bot.language", "bot.plan", "bot.answers", "bot.api", "bot.web"},
    "bot.handover": {"bot.limits", "bot.store", "bot.watch", "bot.contacts", "bot.messaging"},
    "bot.channels": {
        "bot.limits",
        "bot.store",
        "bot.privacy",
        "bot.watch",
        "bot.switches",
        "bot.contacts",
        "bot.language",
        "bot.api",
        "bot.web",
        "bot.pages",
        "bot.messaging",
        "bot.handover",
    },
    "actions": {"bot.store", "bot.gathered", "bot.privacy", "bot.watch", "bot.switches", "bot.contacts", "bot.language", "bot.plan", "bot.answers"},
}
LIBRARIES = tuple(f"{room.replace('.', '/')}/" for room in FLOORS)
# The top floors may use every room below.
FLOORS["bot.service"] = set(FLOORS)
FLOORS["bot.__main__"] = set(FLOORS)
WITHOUT_RASA = tuple(room for room in LIBRARIES if room not in ("bot/nlu/", "bot/channels/", "actions/"))


def words(text: str) -> str:
    """The syllables of *text*, folded, each between spaces."""
    return f" {' '.join(fold(token.text) for token in tokenise(text) if not token.is_mark)} "


@lru_cache(maxsize=1)
def plan_names() -> dict[str, str]:
    """Names and aliases, of two syllables or more, of every target, task and organisation; with the id that they stand for."""
    return {
        words(name.replace("…", " ")): entry.id
        for plan in plans()
        for entry in (*plan.targets, *plan.tasks, *plan.organisations)
        for name in (entry.name, entry.short, *entry.aliases, *entry.shared_aliases)
        if len(words(name).split()) >= 2 and words(name).strip() not in GENERAL
    }


@lru_cache(maxsize=1)
def figures() -> frozenset[str]:
    """Every percent that a target is written with."""
    return frozenset(number for plan in plans() for target in plan.targets for number in re.findall(r"[\d,-]+%", phrases().figure(target.figure)))


def facts_in(text: str) -> list[str]:
    """The plan's names and figures that stand in *text*."""
    read = words(text)
    named = [f"{name.strip()} ({owner})" for name, owner in plan_names().items() if name in read]
    return named + [figure for figure in figures() if re.search(rf"(?<![\d,-]){re.escape(figure)}", text)]


def test_sentences_stand_in_the_content_and_not_in_the_code() -> None:
    rooms = (*(room for room in LIBRARIES if room != "bot/language/"), "bot/service/", "bot/__main__.py")
    assert [str(text) for text in texts(*rooms) if VIETNAMESE.search(text.value)] == []


def test_no_code_names_a_target_a_figure_or_a_ministry() -> None:
    general = {"100%"}  # the bound of every share
    found = {str(text): facts for text in texts("bot/", "actions/") if (facts := [fact for fact in facts_in(text.value) if fact not in general])}
    assert found == {}


@pytest.mark.parametrize(
    "name", ["domain.yml", "config.yml", "data/phrases.yml", *sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "data").glob("r*/*.yml"))]
)
def test_no_response_phrase_or_rule_names_a_target_a_figure_or_a_ministry(name: str) -> None:
    lines = (PROJECT / name).read_text("utf-8").splitlines()
    found = {f"{name}:{number}": facts for number, line in enumerate(lines, 1) if (facts := facts_in(re.sub(r"(?:^|\s)#.*", "", line)))}
    assert found == {}


def test_the_search_for_facts_finds_them() -> None:
    """The tests above would also pass if nothing were looked for."""
    target = plans()[0].targets[0]
    body = plans()[0].organisations[0]
    for sentence in (
        f"hỏi về {target.name}",
        f"hỏi về {fold(target.name)}",
        f"{fold(body.name).upper()} chủ trì",
        f"phải đạt {phrases().figure(target.figure)}",
    ):
        assert facts_in(sentence)


def room_of(module: str) -> str | None:
    return next((room for room in FLOORS if module == room or module.startswith(f"{room}.")), None)


@pytest.mark.parametrize("path", sorted(path for path in modules() if path.startswith(("bot/", "actions/"))))
def test_no_module_imports_upwards(path: str) -> None:
    own = room_of(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for line, module in imports(path):
        room = room_of(module)
        assert room is None or own is None or room == own or room in FLOORS[own], f"{path}:{line}: {own} must not know {room}"
        if path.startswith(WITHOUT_RASA):
            assert not module.startswith(("rasa", "sanic")), f"{path}:{line}: this room must not know {module}"


@pytest.mark.parametrize("path", sorted(path for path in modules() if path.startswith(("bot/", "actions/")) and "__main__" not in path))
def test_importing_a_module_does_nothing(path: str) -> None:
    """On the top level stand definitions only: no calls whose result nobody takes, no loops."""
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.If)
    for node in modules()[path].body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert is_docstring or isinstance(node, allowed), f"{path}:{node.lineno}"
        if isinstance(node, ast.If):
            assert "TYPE_CHECKING" in ast.unparse(node.test) or "__name__" in ast.unparse(node.test), f"{path}:{node.lineno}"


def test_libraries_do_not_print() -> None:
    printed = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.startswith(LIBRARIES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


def test_rasa_is_told_to_send_nothing() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    assert re.search(r"^export RASA_TELEMETRY_ENABLED := false$", makefile, re.MULTILINE)
    # Whoever runs Rasa without make starts it through one of these.
    for path in ("bot/service/children.py", "bot/service/training.py"):
        assert [text for text in texts(path) if text.value == "RASA_TELEMETRY_ENABLED"] or "RASA_TELEMETRY_ENABLED='false'" in ast.unparse(modules()[path])
