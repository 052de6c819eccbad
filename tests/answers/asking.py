"""Questions put to bot.answers as the NLU would hand them over, and the replies as a citizen reads them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

from ruamel.yaml import YAML

from actions.wording import Bubble, bubbles
from bot.answers.answer import Answer
from bot.answers.answering import answer_message
from bot.answers.frame import frames_of
from bot.answers.memory import Memory
from bot.language.tokens import Token
from bot.nlu.links import Link
from bot.nlu.questions import words_of
from bot.plan.find import Library, Subject
from bot.plan.model import Target
from tests.support import PROJECT, RESPONSES, library, linker, phrases, plain_reader

# As the judge counts them.
PERCENT = re.compile(r"\d+(?:[.,]\d+)?(?:-\d+(?:[.,]\d+)?)?%")
Named = tuple[str, str]
PLAIN = "cho hoi"
SETTINGS = {"days": "30"}  # what answers tell of the service
# Words that turn a question: who is exempt, above and below a figure, the highest, all of them.
CUES = (
    "mien tru", "tren", "duoi", "cao hon", "thap hon", "cao nhat", "thap nhat", "tat ca", "moi nhiem vu", "tung nhiem vu", "phoi hop", "toi da",
    "nhom nao", "ve du lieu", "nhung moc nao", "co nam trong", "co so du lieu quoc gia",
)  # fmt: skip
TURNED = frozenset(
    ("scope", "lead", "coordinators", "list_targets", "list_tasks", "count", "compare", "reverse_lookup", "verify_claim", "belongs_to", "deadline")
)


@lru_cache(maxsize=1)
def responses() -> dict[str, list[str]]:
    """The variants of every response."""
    found: dict[str, list[str]] = {}
    for path in sorted(RESPONSES.glob("*.yml")):
        for name, variants in YAML(typ="safe").load(path.read_text("utf-8"))["responses"].items():
            found[name] = [variant["text"] for variant in variants]
    return found


@lru_cache(maxsize=1)
def asks() -> tuple[str, ...]:
    """Every intent of the domain."""
    intents = YAML(typ="safe").load((PROJECT / "domain.yml").read_text("utf-8"))["intents"]
    return tuple(next(iter(intent)) if isinstance(intent, Mapping) else intent for intent in intents)


def blanks(text: str) -> set[str]:
    """The variables of a response text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@dataclass(frozen=True)
class Reply:
    """What is said to one message."""

    answers: Sequence[Answer]
    bubbles: Sequence[Bubble]

    @property
    def outcomes(self) -> list[str]:
        return [answer.outcome.value for answer in self.answers]

    @property
    def texts(self) -> list[str]:
        """The bubbles with the first variant of each response."""
        return [responses()[bubble.response][0].format(**bubble.facts) for bubble in self.bubbles]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def variants(self) -> list[str]:
        """Every bubble in each of its variants."""
        return [variant.format(**bubble.facts) for bubble in self.bubbles for variant in responses()[bubble.response]]

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for bubble in self.bubbles for button in bubble.buttons]


def question(
    ask: str, *named: Named, words: str = PLAIN, before: str = "", unknown: Sequence[str] = (), sure: float = 1.0, start: int = 0,
    facts: Sequence[tuple[str, float]] = (),
) -> tuple[list[dict[str, Any]], dict[str, Any]]:  # fmt: skip
    """Entities and question of a message about *named* (entity kind, value) with words *before* them and *words* behind.

    facts: what the ranking of facts makes of it («plan/owner/fact», probability).
    """
    places = itertools.count(start, 10)
    listed = [[word, next(places)] for word in before.split()]
    entities = [{"entity": kind, "value": value, "start": place, "end": place + 8} for (kind, value), place in zip(named, places, strict=False)]
    listed += [[word, next(places)] for word in words.split()]
    ranking = [[ask, sure], *([["off_topic", 1 - sure]] if sure < 1 else [])]
    return entities, {"start": start, "end": next(places), "ranking": ranking, "unknown": list(unknown), "words": listed, "facts": list(facts)}


def entities_of(tokens: Sequence[Token], links: Sequence[Link]) -> list[dict[str, Any]]:
    """What is linked in *tokens*, as entities."""
    spans = [(link, tokens[link.start].start, tokens[link.end - 1].end) for link in links]
    return [{"entity": claim.kind, "value": claim.value, "start": start, "end": end} for link, start, end in spans for claim in link.claims]


def typed(
    text: str, intent: str, *others: tuple[str, float], sure: float = 1.0, facts: Sequence[tuple[str, float]] = ()
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Entities and question of the message *text*, read and linked as served.

    What the trained classifiers would make of it is given: *intent*, *sure* of it, the *others* that it ranks next, and *facts*.
    """
    tokens = plain_reader().read(text)
    links = linker().link(tokens)
    words = [list(word) for word in words_of(tokens, links, 0, len(tokens))]
    ranking = [[intent, sure], *map(list, others)]
    return entities_of(tokens, links), {"start": 0, "end": len(text), "ranking": ranking, "unknown": [], "words": words, "facts": list(facts)}


def say(text: str, intent: str, *others: tuple[str, float], memory: Memory | None = None, **details: Any) -> Reply:
    """The reply to the message *text*, taken as *intent*."""
    return reply(typed(text, intent, *others, **details), memory=memory, text=text)


def reply(*questions: tuple[list[dict[str, Any]], dict[str, Any]], memory: Memory | None = None, held: Library | None = None, text: str = "") -> Reply:
    """The reply to the message *text*, which holds *questions*."""
    memory = Memory() if memory is None else memory
    held = held or library()
    parse = {
        "text": text,
        "entities": list(itertools.chain.from_iterable(entities for entities, _ in questions)),
        "questions": [asked for _, asked in questions],
    }
    answers = answer_message(frames_of(parse), held, phrases(), memory)
    return Reply(answers, list(bubbles(answers, held, memory, settings=SETTINGS)))


def ask(intent: str, *named: Named, memory: Memory | None = None, held: Library | None = None, **details: Any) -> Reply:
    """The reply to one question."""
    return reply(question(intent, *named, **details), memory=memory, held=held)


def subjects(held: Library) -> Iterator[Subject]:
    """Everything that a question can be about, in every plan."""
    for plan in held.plans:
        for entry in plan.subjects():
            yield Subject(plan, entry)


def named(subject: Subject) -> Named:
    """The subject as an entity."""
    return subject.kind, subject.ref


QUALIFIERS: tuple[tuple[Named, ...], ...] = (
    (),
    (("figure", "85"),),
    (("figure", "65-70"),),
    (("figure", "0.5"),),
    (("number", "12345678901234"),),
    (("year", "2030"),),
    (("date", "2022-06-01"),),
    (("date", "--12-01"),),
    (("date", "Q1"),),
    (("date", "2019-03-07"),),
    (("place", "Nghệ An"),),
    (("level", "district"),),
    (("level", "commune"),),
    (("kind", "target"),),
    (("number", "20"), ("kind", "task")),
    (("document", "749/qd"),),
)


def every_question(held: Library) -> Iterator[tuple[str, tuple[Named, ...], dict[str, str]]]:
    """Ask, what it names, words around it: every ask about every subject; about one of each kind, limited in every way; about nothing; about pairs."""
    found = list(subjects(held))
    of_each_kind = list({(subject.plan.id, subject.kind): subject for subject in reversed(found)}.values())
    special = [subject for subject in found if getattr(subject.entry, "conditions", ()) or getattr(subject.entry, "exemptions", ())]
    for intent in asks():
        for subject in found:
            yield intent, (named(subject),), {}
        for qualifier in QUALIFIERS:
            yield intent, qualifier, {}
            for subject in (*of_each_kind, *special):
                yield intent, (named(subject), *qualifier), {}
        for words in CUES if intent in TURNED else ():
            for subject in (None, *of_each_kind):
                yield intent, (named(subject),) if subject else (), {"words": words}
    bodies = [subject for subject in found if subject.kind == "organisation"]
    others = [subject for subject in found if subject.kind in ("target", "task")]
    for intent in ("compare", "verify_claim", "lead", "coordinators", "target_value", "list_targets", "count"):
        for one in others:
            for other in (*bodies[:4], *others[:3]):
                yield intent, (named(one), named(other)), {}
    for one in others:
        for body in bodies:
            for words in ("chu tri dung khong", "phoi hop dung khong"):
                yield "verify_claim", (named(body), named(one)), {"words": words}
        if isinstance(one.entry, Target):
            low, high = one.entry.figure.bounds
            for words in ("dung khong", "toi da dung khong"):
                yield "verify_claim", (named(one), ("figure", str(low) if low == high else f"{low}-{high}")), {"words": words}
            for condition in one.entry.conditions:
                yield "verify_claim", (named(one), ("level", condition.level.value), ("date", condition.start.isoformat())), {"words": "dung khong"}
            yield "target_value", (("unlisted", f"{one.plan.id}/any"), named(one)), {}
            yield "compare", tuple(named(other) for other in others[:3]), {}
    for plan in held.plans:
        for kind, entries in (("task", plan.tasks), ("target", plan.targets)):
            for count in (len(entries), len(entries) + 1):
                yield "verify_claim", (("number", str(count)), ("kind", kind)), {"words": "dung khong"}
        for kind in ("target", "task"):
            for words in CUES:
                yield "list_targets", (("figure", "50"), ("kind", kind)), {"words": words}
                yield "list_tasks", (("kind", kind),), {"words": words}
        yield "verify_claim", tuple(pair for target in plan.targets[:2] for pair in (("target", f"{plan.id}/{target.id}"), ("figure", "85"))), {}
        yield "organisation_duties", tuple(("organisation", f"{plan.id}/{body.id}") for body in plan.organisations[:2]), {}
        yield "lead", (("kind", "task"),), {"words": "tung"}
    for words in ("tren", "duoi"):
        for intent in ("list_targets", "reverse_lookup", "count"):
            yield intent, (("figure", "50"),), {"before": words}
            yield intent, (("figure", "50"), ("kind", "target")), {"before": words}
