"""Stretches of a message, classified, and where one ends and the next begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language.asides import calls_for_a_list
from bot.language.interrogatives import JOINING, asks_something, is_question, speaks_of_self
from bot.language.tokens import Token
from bot.nlu.classification import AskClassifier, Ranking
from bot.nlu.linking import SUBJECT_KINDS
from bot.nlu.links import Link
from bot.nlu.masking import mask

MAX_JOINTS = 12
# A clause longer than this is a story; its question stands around the subject.
LONG_CLAUSE = 28
BEFORE_SUBJECT, AFTER_SUBJECT = 14, 16
SURE, FAIRLY_SURE = 0.6, 0.45
_AS_SURE = 0.1  # how much less sure the classifier may be of a clause once it reads its subject before it
_BETWEEN_ASKS = JOINING | {"/"}
_LIMITS = frozenset(("place", "year", "date", "level", "figure"))
_OPENS_ENTRY = frozenset(",(:")
_HAPPENED = frozenset(("moi", "vua", "da", "roi", "got", "just", "had", "bought", "installed"))
# Beside a year they tell that it is no limit: «Tôi không hỏi năm 2025», «Tôi sinh năm 1990», «Luật … 2023».
_OF_OTHER_MATTERS = frozenset(
    ("khong", "dung", "khoi", "thoi", "sinh", "chao", "chuc", "mung", "roi", "gio", "bao", "luat", "nop", "truoc", "sau", "doc", "tu", "not", "born", "law")
)
_SEEKS = frozenset(("hoi", "tim", "can", "muon", "quan", "xem", "biet", "bai", "hieu", "want", "need", "looking", "ask"))
MOST_WORDS_AROUND_YEAR = 4  # of a clause that does nothing but name it
MIN_ASK = 2  # syllables of the shortest ask: «ai ký»

WITHOUT_SUBJECT_OF_THEIR_OWN = frozenset(("change_subject", "affirm", "deny", "greet", "more"))
SMALL_TALK = frozenset(("greet", "goodbye", "thank", "help", "bot_challenge", "contact", "affirm", "deny", "complaint"))
OUTSIDE = frozenset(("off_topic", "procedure", "budget", "office_holder_today"))
NEVER_SPLIT = frozenset(("compare", "verify_claim", "reverse_lookup"))
# What is asked of the plan itself, without naming it.
OF_THE_PLAN = frozenset(("count", "list_targets", "list_tasks", "document_number", "issue_date", "signer"))
# What a subject has one of: two of them may be asked for in one breath, «chỉ tiêu bao nhiêu %, cơ quan chủ trì?».
OF_ONE_SUBJECT = frozenset(("target_value", "deadline", "scope", "lead", "coordinators", "task_detail", "purpose"))


@dataclass(frozen=True)
class Stretch:
    """Tokens start:end of the reading, classified. about: its subjects, where they stand elsewhere in the message; asks_from: the token
    at which the question begins, where somebody first tells of himself."""

    start: int
    end: int
    ranking: Ranking
    has_subject: bool
    unknown: tuple[str, ...]
    about: tuple[Link, ...] = ()
    asks_from: int | None = None

    @property
    def ask(self) -> str:
        """The likeliest ask."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """How likely it is."""
        return self.ranking[0][1]


def _is_in_passing(link: Link) -> bool:
    return all(claim.in_passing for claim in link.claims)


def _may_be_half(stretch: Stretch) -> bool:
    """Whether the stretch may be one of two questions in a breath."""
    return stretch.confidence >= SURE and stretch.ask not in WITHOUT_SUBJECT_OF_THEIR_OWN | SMALL_TALK | OUTSIDE


class Splitter:
    """Cuts one message."""

    def __init__(self, tokens: Sequence[Token], links: Sequence[Link], classifier: AskClassifier) -> None:
        self._tokens = tokens
        self._links = links
        self._classifier = classifier
        self._classified: dict[tuple[int, int, tuple[Link, ...]], Stretch] = {}  # the same stretch is looked at for several reasons

    def stretch(self, start: int, end: int, *, about: tuple[Link, ...] = ()) -> Stretch:
        """Classify tokens start:end; of a long story only the part around its subjects. *about*: subjects from elsewhere, read before them."""
        key = start, end, about
        if key not in self._classified:
            self._classified[key] = self._classify(start, end, about)
        return self._classified[key]

    def _classify(self, start: int, end: int, about: tuple[Link, ...]) -> Stretch:
        subjects = self._subjects(start, end)
        read_from, read_to = start, end
        if subjects and end - start > LONG_CLAUSE:
            read_from = max(start, subjects[0].start - BEFORE_SUBJECT)
            read_to = min(end, subjects[-1].end + AFTER_SUBJECT)
        links = [link for link in self._links if read_from <= link.start and link.end <= read_to]
        masked = mask(self._tokens[read_from:read_to], links, offset=read_from)
        for link in reversed(about):
            masked = [*mask(self._tokens[link.start : link.end], [link], offset=link.start), *masked]
        unknown = tuple(self._classifier.unknown_words(masked))
        return Stretch(start, end, self._classifier.rank(masked), bool(subjects), unknown, about)

    def _subjects(self, start: int, end: int) -> list[Link]:
        return [
            link
            for link in self._links
            if start <= link.start and link.end <= end and any(claim.kind in (*SUBJECT_KINDS, "part", "unlisted") for claim in link.claims)
        ]

    def split(self, stretch: Stretch) -> list[Stretch]:
        """Two questions joined by «và», or the stretch itself."""
        asked_together = self._asked_together(stretch)
        if asked_together:
            return [part for half in asked_together for part in self.split(half)]
        claims = stretch.ask == "verify_claim"
        if stretch.ask in NEVER_SPLIT and not claims and stretch.confidence > FAIRLY_SURE:
            return [stretch]
        best: tuple[float, list[Stretch]] = (0.0, [stretch])
        for position in self._joints(stretch.start + 2, stretch.end - 2):
            if any(link.start < position < link.end for link in self._links) or self._enumerates(position):
                continue
            if not (asks_something(self._tokens[stretch.start : position]) and asks_something(self._tokens[position + 1 : stretch.end])):
                continue
            if calls_for_a_list(self._words(position + 1, stretch.end)):
                continue
            left = self.stretch(stretch.start, position)
            if not _may_be_half(left) or not _may_be_half(right := self.stretch(position + 1, stretch.end)):
                continue
            # «50% đúng không, mà ai được miễn»: a claim may go before a question, not after it nor on both sides of «và»
            looks_up = left.ask == "reverse_lookup" and left.has_subject and right.has_subject  # «X nhắm 7% cái gì, Y thì mấy %»
            # «7% là của X phải không, còn 30% là của ai»
            asks_of_other = left.ask == "verify_claim" and right.ask == "reverse_lookup" and self._has_figure(left) and self._has_figure(right)
            if (right.ask in NEVER_SPLIT and not asks_of_other) or (left.ask in NEVER_SPLIT and not looks_up and not (claims and left.ask == "verify_claim")):
                continue
            if left.ask == right.ask and not (left.has_subject and right.has_subject):
                continue
            if not left.has_subject and right.has_subject and left.ask not in OF_THE_PLAN:
                continue
            sureness = min(left.confidence, right.confidence)
            if sureness > best[0]:
                best = (sureness, [left, right])
        if len(best[1]) == 1:
            return best[1]
        return [part for half in best[1] for part in self.split(half)]

    def _asked_together(self, stretch: Stretch) -> list[Stretch]:
        """Two asks of the same subject, each half read with it wherever it stands: «cơ quan chủ trì và chỉ tiêu của X»; [] if there are none."""
        best: tuple[float, list[Stretch]] = (SURE, [])
        for position in self._joints(stretch.start + 2, stretch.end - 1, _BETWEEN_ASKS):
            if any(link.start < position < link.end for link in self._links) or calls_for_a_list(self._words(position + 1, stretch.end)):
                continue
            before, after = self._subjects(stretch.start, position), self._subjects(position + 1, stretch.end)
            about = stretch.about or self._named_together(before) or tuple(after[:1])
            if not about or (before and after and not self._claims_both(stretch, position)):
                continue
            left = self.stretch(stretch.start, position, about=() if before else about)
            if left.ask not in OF_ONE_SUBJECT | {"verify_claim"} or left.confidence <= FAIRLY_SURE:
                continue
            right = self.stretch(position + 1, stretch.end, about=() if after else about)
            sureness = min(left.confidence, right.confidence)
            if left.ask == right.ask == "verify_claim" and self._claims_both(stretch, position):
                return [left, right]
            if left.ask != right.ask and {left.ask, right.ask} <= OF_ONE_SUBJECT and sureness > best[0]:
                best = (sureness, [left, right])
        return best[1]

    def _named_together(self, subjects: Sequence[Link]) -> tuple[Link, ...]:
        """The last of *subjects*, with those that it is named together with: «sổ sức khỏe với ứng dụng định danh»."""
        together: list[Link] = []
        for link in reversed(subjects):
            if together and not self._only_joined(link.end, together[0].start):
                break
            together.insert(0, link)
        return tuple(together)

    def _only_joined(self, start: int, end: int) -> bool:
        """Whether nothing but a word or a mark that joins stands between two mentions."""
        between = [token.fold for token in self._tokens[start:end]]
        return len(between) == 1 and between[0] in _BETWEEN_ASKS

    def _enumerates(self, position: int) -> bool:
        """Whether *position* parts two subjects named one after the other: «điện thoại, y bạ» of a list."""
        subjects = self._subjects(0, len(self._tokens))
        before = next((link for link in subjects if link.end == position), None)
        alone = before is not None and (before.start == 0 or self._tokens[before.start - 1].text in _OPENS_ENTRY)
        return alone and any(link.start == position + 1 for link in subjects)

    def _claims_both(self, stretch: Stretch, position: int) -> bool:
        """Whether a figure is claimed on one side of *position* and a body on the other, of the subject before it: «trên 90% dân, do Bộ Y tế chủ trì»."""
        before, after = (
            {claim.kind for link in self._links if start <= link.start < end for claim in link.claims}
            for start, end in ((stretch.start, position), (position + 1, stretch.end))
        )
        claimed = [side & {"figure", "organisation"} for side in (before - after, after - before)]
        return stretch.ask == "verify_claim" and all(len(side) == 1 for side in claimed) and claimed[0] != claimed[1] and "target" not in after

    def without_courtesy(self, stretch: Stretch) -> Stretch:
        """«cảm ơn nha, mà tổ đó làm gì» without the thanks: what follows a courtesy is what is asked."""
        for position in self._joints(stretch.start + 1, stretch.end - MIN_ASK):
            if any(link.start < position < link.end for link in self._links):
                continue
            left = self.stretch(stretch.start, position)
            if left.ask not in SMALL_TALK or left.confidence < FAIRLY_SURE or left.has_subject or self._limited(left):
                continue
            right = self.stretch(position + 1, stretch.end)
            if self.asks(right) and (right.ask not in SMALL_TALK | OUTSIDE or right.confidence < FAIRLY_SURE):
                return right
        return stretch

    def _has_figure(self, stretch: Stretch) -> bool:
        return any(claim.kind == "figure" for link in self._links if stretch.start <= link.start and link.end <= stretch.end for claim in link.claims)

    def _limited(self, stretch: Stretch) -> bool:
        """Whether the stretch names what a question may be limited to: a place, a day."""
        inside = (link for link in self._links if stretch.start <= link.start and link.end <= stretch.end)
        return any(claim.kind in _LIMITS for link in inside for claim in link.claims)

    def only_calls_for_a_list(self, stretch: Stretch) -> bool:
        """Whether the stretch only says that what is asked for is to be listed: «liệt kê hộ», «là những cái nào»."""
        return calls_for_a_list(self._words(stretch.start, stretch.end))

    def _words(self, start: int, end: int) -> list[str]:
        return [token.fold for token in self._tokens[start:end] if not token.is_mark]

    def limits_what_follows(self, stretch: Stretch) -> bool:
        """Whether the stretch only names the year that the next one asks about: «Em quan tâm năm 2025.», «Năm 2025 nhé.»; not a year of the speaker's life."""
        if stretch.has_subject or self.asks_outright(stretch) or not self.names_year(stretch):
            return False
        words = self._words(stretch.start, stretch.end)
        if _OF_OTHER_MATTERS.intersection(words):
            return False
        return len(words) <= MOST_WORDS_AROUND_YEAR or (bool(_SEEKS.intersection(words)) and not self.tells_what_happened(stretch))

    def names_year(self, stretch: Stretch) -> bool:
        """Whether the stretch names a year."""
        inside = (link for link in self._links if stretch.start <= link.start and link.end <= stretch.end)
        return any(claim.kind == "year" for link in inside for claim in link.claims)

    def with_subjects_before(self, clauses: Sequence[Stretch]) -> list[Stretch]:
        """The clauses, those that name nothing read with the subject before them where they then surely ask for something of it: «… bao nhiêu %? ngoại lệ?»."""
        found: list[Stretch] = []
        about: tuple[Link, ...] = ()
        for clause in clauses:
            if about and clause.ask not in SMALL_TALK | OUTSIDE and all(map(_is_in_passing, self._subjects(clause.start, clause.end))):
                read = self.stretch(clause.start, clause.end, about=about)
                clause = read if read.ask in OF_ONE_SUBJECT and read.confidence >= max(SURE, clause.confidence - _AS_SURE) else clause
            found.append(clause)
            named = [link for link in self._subjects(clause.start, clause.end) if not _is_in_passing(link)]
            about = tuple(named[-1:]) or about
        return found

    def _joints(self, start: int, end: int, joining: Collection[str] = JOINING) -> list[int]:
        """Where one question may end and the next begin; in a long text only the first, to bound the work."""
        return [position for position in range(start, end) if self._tokens[position].fold in joining][:MAX_JOINTS]

    def asks(self, stretch: Stretch) -> bool:
        """Whether the stretch is a question: by its words, or because it reads like one of the asks."""
        return stretch.confidence >= FAIRLY_SURE or asks_something(self._tokens[stretch.start : stretch.end])

    def asks_outright(self, stretch: Stretch) -> bool:
        """Whether a question word or a particle makes the stretch a question."""
        return is_question(self._tokens[stretch.start : stretch.end])

    def tells_what_happened(self, stretch: Stretch) -> bool:
        """Whether somebody tells in the stretch what he or his own have done: «bà ngoại em ở Bến Tre mới kéo cáp quang»."""
        words = self._words(stretch.start, stretch.end)
        return self.tells_of_the_speaker(stretch) and bool(_HAPPENED.intersection(words)) and not _SEEKS.intersection(words)

    def names_subject(self, stretch: Stretch) -> bool:
        """Whether the stretch names a subject, not only describes one."""
        return any(link.covered for link in self._subjects(stretch.start, stretch.end))

    def tells_story(self, stretch: Stretch) -> bool:
        """Whether somebody only tells of himself in the stretch, and claims no figure."""
        return self.tells_of_the_speaker(stretch) and self.only_tells(stretch) and not self._has_figure(stretch)

    def tells_of_the_speaker(self, stretch: Stretch) -> bool:
        """Whether somebody speaks of himself or his own in the stretch."""
        return speaks_of_self(self._words(stretch.start, stretch.end))

    def only_tells(self, stretch: Stretch) -> bool:
        """Whether the stretch names something without asking."""
        tokens = self._tokens[stretch.start : stretch.end]
        return stretch.ask in WITHOUT_SUBJECT_OF_THEIR_OWN or not (is_question(tokens) or any(token.fold == "hay" for token in tokens))
