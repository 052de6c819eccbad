"""Going back to something talked about earlier, called by a part of its name: «cái dữ liệu hồi nãy», «chỉ tiêu về thôn bản trong đó»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import lru_cache

from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.memory import Turn
from bot.answers.outcome import Outcome
from bot.language.interrogatives import OF_ANY_QUESTION
from bot.language.numbers import read_ordinal
from bot.language.spelled import WHERE
from bot.language.tokens import tokenise
from bot.plan.find import Subject

# Words that say that something earlier is meant; one telling word then is enough.
_EARLIER = ("luc nay", "hoi nay", "ban nay", "luc dau", "khi nay", "hoi dau", "quay lai", "tro lai", "van chuyen", "van cai", "kia", "trong do")
_AT_FIRST = ("luc dau", "hoi dau", "khi dau", "ban dau")
_OF_WHAT_WAS_ASKED = ("cai", "con so", "cau", "toi hoi", "em hoi", "minh hoi", "chau hoi", "con hoi", "noi may", "noi bao nhieu", "noi gi")
_KINDS = ("target", "task")
# How many targets and tasks may be called by a word, or a pair of words, that still tells one of those talked about.
MOST_BY_WORD, MOST_BY_PAIR = 2, 6
_SHORT = 15  # words
_ASKS_WHICH = ("cai nao", "muc nao", "chi tieu nao", "nhiem vu nao")


def returning(frame: Frame, conversation: Conversation) -> Conversation:
    """The conversation as if what *frame* goes back to had been talked about last; as it is, if the frame goes back to nothing."""
    subject = _recalled(frame, conversation) if conversation.has_begun and not frame.of(*SUBJECT_KINDS - {"organisation"}, "part", "fact") else None
    if subject is None or subject in conversation.remembered():
        return conversation
    last = conversation.last
    if last is not None and last.outcome == Outcome.ASK_BACK.value and subject.ref in last.options:  # «loại di động ấy», after the bot asked which is meant
        turn = replace(last, subjects=(subject.ref,), options=())
    else:
        turn = Turn(conversation.memory.ask_about(subject.ref), (subject.ref,))
    memory = replace(conversation.memory, turns=[*conversation.memory.turns, turn])
    return Conversation(conversation.library, memory)


def means_earlier(frame: Frame) -> bool:
    """Whether the words say that something talked about earlier is meant."""
    return frame.has_words(*_EARLIER)


def _recalled(frame: Frame, conversation: Conversation) -> Subject | None:
    """The one subject among those talked about or offered, parts of whose names stand in the words, and no other's; or the first, if it is meant."""
    turns = conversation.memory.turns
    offered = (option for turn in turns[-2:] if turn is turns[-1] or turn.outcome != Outcome.ASK_BACK.value for option in turn.options)
    refs = dict.fromkeys((*conversation.memory.subjects_in_order(), *offered))
    known = [subject for subject in map(conversation.library.subject, refs) if subject is not None and subject.kind in _KINDS]
    said = [word.text for word in frame.words if not any(kind.start <= word.start < kind.end for kind in frame.of("kind"))]
    pairs = {" ".join(pair) for pair in zip(said, said[1:], strict=False)}
    if read_ordinal(said) is not None or frame.has_words(*_ASKS_WHICH):
        return None
    by_pairs = _only_fitting(known, pairs)  # first: a single word of the rest of the question may stand in another's name
    named = by_pairs or (_only_fitting(known, pairs | set(said)) if means_earlier(frame) else None)
    return named or (known[0] if known and _means_first(frame) else None)


def _means_first(frame: Frame) -> bool:
    """Whether the first thing asked is meant: «cái hồi đầu tôi hỏi ấy, bao nhiêu»; not «biết hỏi đâu»."""
    if len(frame.words) > _SHORT or any(word.spelled == WHERE for word in frame.words):
        return False
    return frame.has_words(*_AT_FIRST) and frame.has_words(*_OF_WHAT_WAS_ASKED)


def _only_fitting(known: Sequence[Subject], groups: Set[str]) -> Subject | None:
    """The one of *known* that *groups* of words tell, by what none of the others is called."""
    fitting = [subject for subject in known if groups & _telling(subject)]
    others = {group for subject in known if subject not in fitting for group in _called(subject)}
    return fitting[0] if len(fitting) == 1 and groups & _telling(fitting[0]) - others else None


def _telling(subject: Subject) -> frozenset[str]:
    """Words and pairs of words in what *subject* is called that few other targets and tasks are called by."""
    plan = subject.plan
    counts = _counts(tuple((entry.name, tuple(entry.aliases)) for entry in (*plan.targets, *plan.tasks)))
    few = (group for group in _called(subject) if counts[group] <= (MOST_BY_PAIR if " " in group else MOST_BY_WORD))
    return frozenset(group for group in few if not OF_ANY_QUESTION.issuperset(group.split()))


def _called(subject: Subject) -> frozenset[str]:
    return _groups(subject.entry.name, tuple(subject.entry.aliases))


@lru_cache(maxsize=8)
def _counts(names: tuple[tuple[str, tuple[str, ...]], ...]) -> Counter[str]:
    """In how many names, each with its aliases, each word and pair of words stands."""
    return Counter(group for name, aliases in names for group in _groups(name, aliases))


@lru_cache(maxsize=512)
def _groups(name: str, aliases: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for called in (name, *aliases):
        words = [token.fold for token in tokenise(called) if not token.is_mark]
        found |= {*words, *(" ".join(pair) for pair in zip(words, words[1:], strict=False))}
    return frozenset(found)
