"""What the tests of several rooms share: the project's content, read once, and texts that hurt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.answers.phrases import Phrases
from bot.language.normalise import fold
from bot.language.reading import Reader
from bot.nlu.expansion import Expander
from bot.nlu.importer import to_examples
from bot.nlu.linking import Linker
from bot.nlu.links import Link
from bot.nlu.understanding import well_written
from bot.paths import LEXICON, NLU_DATA, PHRASES, PLANS, PROJECT
from bot.plan.find import Library
from bot.plan.load import load_plans
from bot.plan.model import Plan

TESTS = PROJECT / "tests"
BANKS = TESTS / "bank"
RESPONSES = PROJECT / "data" / "responses"
PLAN_2022 = PLANS / "2022.yml"

# The same examples every time: a suite that fails now and then is soon ignored.
repeatable = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

_VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
_NAUGHTY = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u0301\u0300\u0309\u0303\u0323\u0302\u0306\u031b\u00a0\t\n…–—−²½①⑳፩٣５％٪ǅß😀👨\ufffd"


def vietnamese_text(*, max_size: int = 40) -> st.SearchStrategy[str]:
    """Vietnamese letters of both cases, with spaces, digits and marks."""
    return st.text(st.sampled_from(_VIETNAMESE + _VIETNAMESE.upper() + "      0123456789%.,/-?!&"), max_size=max_size)


def naughty_text(*, max_size: int = 40) -> st.SearchStrategy[str]:
    """Vietnamese among any characters at all, with those that software trips over well represented."""
    return st.text(st.one_of(st.sampled_from(_VIETNAMESE), st.sampled_from(_NAUGHTY), st.sampled_from("0123456789%/.,- "), st.characters()), max_size=max_size)


def number_like_text() -> st.SearchStrategy[str]:
    """Pieces of figures and dates stuck together in any way."""
    pieces = [
        "1", "2", "34", "2022", "00", "1.234,5", "1.2.3", "150.000", "99999999999", "①", "፩", "٣", "²", "⑳" * 60, "/", "-", "–", ".", ",", "%",
        "phần trăm", "tháng", "năm", "quý", "ngày", "hai", "mười", "trăm", "nghìn", "đến", "thứ", "số", "QĐ", "QH15", "một cửa",
    ]  # fmt: skip
    return st.builds(lambda parts, joint: joint.join(parts), st.lists(st.sampled_from(pieces), max_size=9), st.sampled_from(["", " "]))


def nfd(text: str) -> str:
    """As macOS and some keyboards send it: base letters with combining marks."""
    return unicodedata.normalize("NFD", text)


def nfc(text: str) -> str:
    """One character for a letter with its marks."""
    return unicodedata.normalize("NFC", text)


def spread(text: str) -> str:
    """With white space doubled and put around."""
    return f"  {text.replace(' ', '   ')} "


# Ways of typing one text that must not change what it means.
WAYS: dict[str, Callable[[str], str]] = {"NFD": nfd, "NFC": nfc, "folded": fold, "upper case": str.upper, "lower case": str.lower, "white space": spread}


@lru_cache(maxsize=1)
def plans() -> tuple[Plan, ...]:
    """Every committed plan."""
    return load_plans(PLANS)


def the_plan() -> Plan:
    """The plan of 2022."""
    return next(plan for plan in plans() if plan.id == "2022")


@lru_cache(maxsize=1)
def library() -> Library:
    """All plans as the bot holds them."""
    return Library(plans())


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The committed wordings."""
    return Phrases.from_file(PHRASES)


@lru_cache(maxsize=1)
def plain_reader() -> Reader:
    """A reader that has learnt no spelling."""
    return Reader.from_folder(LEXICON)


@lru_cache(maxsize=1)
def reader() -> Reader:
    """A reader with the spelling that training learns, as the served bot has it."""
    learnt = Reader(plain_reader().lexicon, plain_reader().localities)
    examples = list(Expander(plans(), LEXICON / "chatter.tsv", noisy_variants=0).expand(to_examples(training_data())))
    learnt.spelling.learn(learnt.read_plain(text) for text in well_written(examples))
    learnt.spelling.learn(linker().vocabulary())
    return learnt


@lru_cache(maxsize=1)
def linker() -> Linker:
    """The linker over the committed plans."""
    return Linker(plans(), plain_reader(), LEXICON)


@lru_cache(maxsize=1)
def training_data() -> TrainingData:
    """The committed training examples."""
    return load_data(str(NLU_DATA))


def links(message: str) -> list[Link]:
    """What *message* names."""
    return linker().link(reader().read(message))


def claims(message: str, *kinds: str) -> list[tuple[str, str]]:
    """(kind, value) of everything that *message* names, of *kinds* if given, in order."""
    found = [(claim.kind, claim.value) for link in links(message) for claim in link.claims]
    return [claim for claim in found if not kinds or claim[0] in kinds]
