"""Subjects that a clause describes without naming them: «nhà nào cũng có dây mạng», learnt from the questions in the plan files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bot.language.asides import is_mere_address
from bot.language.interrogatives import OF_ANY_QUESTION
from bot.language.tokens import Token
from bot.nlu.classification import ClassifierSettings
from bot.nlu.linking import clause_spans
from bot.nlu.links import Link
from bot.nlu.masking import is_mask, mask
from bot.nlu.names import Claim, claim_of, plan_aliases
from bot.nlu.ranking import NONE, Ranker
from bot.plan.model import Named, Plan, Unlisted

SURE_OF_DESCRIPTION = 0.8  # how likely it must be to count; bench/risk.py shows what it costs to move it
LEAST_WORDS = 4  # of a description; «phones thôi» is a name or nothing
LEAST_TELLING = 3  # words of what stands in no plan that are not said of any goal: «nhắm bao nhiêu phần trăm người dân» describes nothing
_INSIDE = frozenset(("trong", "tren", "vo", "vao"))  # «trong điện thoại»
_SHORT_NAME = 2  # words
_OF_ANY_GOAL = OF_ANY_QUESTION | frozenset(
    (
        "muc", "tieu", "chi", "ke", "hoach", "dat", "nham", "phu", "nguoi", "dan", "so", "con", "ty", "le", "muon", "den", "toi", "het", "cuoi", "nam", "de",
        "ra", "yeu", "cau", "tinh", "moi", "tat", "ca", "chung", "ta", "phai", "doanh", "nghiep", "cong", "ty", "co", "quan", "ho", "gia", "dinh",
        "goal", "target", "plan",
    )
)  # fmt: skip
# Beside these nothing else is described; a body may stand beside a description («Bộ nào lo chuyện …»), and so may a topic named in passing.
_NAMING = frozenset(("target", "task", "pillar", "part", "unlisted", "topic"))
Example = tuple[Sequence[Token], str]


class Describer:
    """Finds what a clause describes. Trained on questions; what can be described is read from the plans."""

    def __init__(self, plans: Sequence[Plan], settings: ClassifierSettings = ClassifierSettings()) -> None:
        self._plans = plans
        self._ranker = Ranker(settings)
        self._claims = dict(_described(plans))
        self._background = {f"{plan.id}/{topic.id}" for plan in plans for topic in plan.topics if topic.background}

    def fit(self, examples: Iterable[tuple[Sequence[Token], Sequence[Link], str]], read: Callable[[str], list[Token]]) -> Describer:
        """Learn from readings with their links and what they describe («plan/id» or «»); *read* reads a name."""
        self._ranker.fit([*self._of_examples(examples), *self._of_names(read)])
        return self

    def _of_examples(self, examples: Iterable[tuple[Sequence[Token], Sequence[Link], str]]) -> Iterator[Example]:
        for reading, links, about in examples:
            if about:
                yield mask(reading, [link for link in links if not self._names(link)]), about
            elif not any(map(self._names, links)):
                yield mask(reading, links), NONE

    def _of_names(self, read: Callable[[str], list[Token]]) -> Iterator[Example]:
        for plan in self._plans:
            for alias, claim in plan_aliases(plan):
                if claim.value in self._claims:
                    yield [token for token in read(alias) if not token.is_mark], claim.value

    def with_described(self, tokens: Sequence[Token], links: Sequence[Link]) -> list[Link]:
        """*links*, with one more for each clause that names no subject and surely describes one."""
        found = list(links)
        for start, end in clause_spans(tokens):
            inside = [link for link in links if start <= link.start and link.end <= end]
            names = [link for link in inside if self._names(link)]
            where = [link for link in names if _is_where(tokens, link)]
            inside = [link for link in inside if link not in where]
            reading = mask(tokens[start:end], inside, offset=start) if len(where) == len(names) else []
            if sum(not is_mask(token) for token in reading) >= LEAST_WORDS:
                about, probability = self._ranker.rank(reading)[0]
                if about != NONE and probability >= SURE_OF_DESCRIPTION and self._tells(reading, about):
                    found = [link for link in found if link not in where] + self._description(tokens, inside, start, end, about)
        return sorted(found, key=lambda link: (link.start, link.end))

    def _tells(self, reading: Sequence[Token], about: str) -> bool:
        """Whether enough is said to take it for that: more where it stands in no plan, which is refused."""
        claim = self._claims.get(about)
        listed = claim is None or claim.kind != "unlisted"
        telling = sum(not is_mask(token) and token.fold not in _OF_ANY_GOAL and not is_mere_address(token.fold) for token in reading)
        return telling >= (1 if listed else LEAST_TELLING)  # «phần trăm doanh nghiệp thì đặt mức nào» describes nothing

    def told(self, tokens: Sequence[Token], links: Sequence[Link], about: str) -> list[Link]:
        """*links*, with one more to what the whole of an example is known to describe, if it names no subject itself."""
        more = self._description(tokens, links, 0, len(tokens), about) if about and not any(map(self._names, links)) else []
        return sorted([*links, *more], key=lambda link: (link.start, link.end))

    def _description(self, tokens: Sequence[Token], links: Sequence[Link], start: int, end: int, about: str) -> list[Link]:
        """A link without length to what tokens start:end describe, before their first free word; [] if every word is part of a mention."""
        taken = {place for link in links for place in link.covered}
        free = (place for place in range(start, end) if place not in taken and not tokens[place].is_mark)
        return [Link((self._claims[about],), place, place, 0, frozenset()) for place in free if about in self._claims][:1]

    def _names(self, link: Link) -> bool:
        return any(claim.kind in _NAMING and claim.value not in self._background for claim in link.claims)

    def save(self, folder: Path) -> None:
        """Write the model into *folder*; nothing if nothing is described."""
        self._ranker.save(folder)

    @classmethod
    def load(cls, folder: Path, plans: Sequence[Plan], settings: ClassifierSettings = ClassifierSettings()) -> Describer:
        """Read what save wrote."""
        describer = cls(plans, settings)
        describer._ranker = Ranker.load(folder, settings)
        return describer


def _is_where(tokens: Sequence[Token], link: Link) -> bool:
    """Whether *link* is only where something else is: «cái sổ coi bệnh trong điện thoại»."""
    return link.start > 0 and tokens[link.start - 1].fold in _INSIDE and link.end - link.start <= _SHORT_NAME


def questions_of(plans: Iterable[Plan]) -> Iterator[tuple[str, str, str]]:
    """Every question that describes a subject: its words, its ask, and the subject («plan/id»)."""
    for plan in plans:
        entries: list[Named | Unlisted] = [*plan.subjects(), *plan.unlisted]
        for entry in entries:
            for ask, questions in entry.questions.items():
                for question in questions:
                    yield question, ask, f"{plan.id}/{entry.id}"


def _described(plans: Iterable[Plan]) -> Iterator[tuple[str, Claim]]:
    for plan in plans:
        for subject in plan.subjects():
            if subject.questions:
                claim = claim_of(plan, subject)
                yield claim.value, claim
        for unlisted in plan.unlisted:
            if unlisted.questions:
                yield f"{plan.id}/{unlisted.id}", Claim("unlisted", f"{plan.id}/{unlisted.id}")
