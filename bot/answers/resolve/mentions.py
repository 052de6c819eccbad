"""What a message refers to: subjects by name, by number or by their place in a list; corrections; statements that its words point to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.answers.asks import OUTSIDE, ROLE_ASKS, SMALL_TALK
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame, Mention, Word, says
from bot.answers.query import Query
from bot.answers.subjects import is_group
from bot.language.numbers import read_ordinal
from bot.language.spelled import JUST_NOW, THAT_OF_OTHERS, THAT_ONE, WHERE
from bot.plan.find import Library, Subject, cites_document
from bot.plan.model import Plan, Task

_T = TypeVar("_T")

SURE_OF_OUTSIDE = 0.8
ORDINAL_WORDS = frozenset(("thu", "cai", "dau", "cuoi", "first", "second", "third", "last"))
# Moves from one numbered task to another.
_PICKING = frozenset(("pick_option", "change_subject", "deny", "affirm", "list_tasks", "task_detail", "verify_claim"))
MOST_WORDS_AROUND_NUMBER, MOST_WORDS_AROUND_BARE_NUMBER = 7, 2
_MOST_WORDS_BESIDE_LEVELS = 3
_NEXT = ("sau no", "ngay sau", "ke tiep", "tiep theo", "ke sau", "next one", "the next")
_PREVIOUS = ("truoc no", "ngay truoc", "lien truoc", "ke truoc", "previous one", "the one before")
_PRONOUNS = frozenset(("no", "ho"))
_POINTING = ("cai do", "cai nay", "cai ay", "cai no", "viec do", "viec ay", "viec nay")
# Words before a subject that put it aside.
_ASKS_WHICH = frozenset(("nao", "gi", "may"))
_PUTS_ASIDE = ("khong phai", "khong phai la", "khong hoi", "chu khong phai", "khong phai cai", "dung noi", "nham voi")
_IN = (" trong", " tren", " bo vo", " bo vao", " cai vo", " cai vao")
_WHO_DOES, _TOGETHER = frozenset(("nao", "ai", "who", "which", "gi")), frozenset(("va", "ngoai", "cung", "and", "besides"))
_OTHERS = frozenset(("khac", "other", "others"))
_BESIDES = ("ngoai", "ngoai ra", "besides")
_WHO_ELSE = tuple(f"con {who}" for who in ("ai", "ben nao", "bo nao", "noi nao", "co quan nao", "don vi nao", "nhung ai", "nhung bo nao", "nhung ben nao")) + (
    "who else", "which other",
)  # fmt: skip
# «cái đầu tiên tôi hỏi», not the first of those offered.
_OF_WHAT_WAS_SAID = ("hoi", "da noi", "vua noi", "toi noi", "tui noi", "minh noi", "em noi", "ban noi")
_AMONG_THEM = ("trong do", "trong so do", "trong so nay", "trong day", "trong danh sach", "among them", "of those", "that task")
_BEFORE_WHERE = frozenset(("vo", "vao", "o", "tu", "di", "ve", "den", "toi", "ra", "cho", "nhap", "tan"))
_BEFORE_NO_LEVEL = frozenset(("toan", "tron", "can", "noi", "tien", "dong", "so"))
_HEADING = frozenset(("dung", "cam", "dan"))
_LISTS = frozenset(("list_targets", "count"))
_IN_THE_MIDDLE = ("o giua", "chinh giua", "cai giua", "the middle")


def without_put_aside(frame: Frame, conversation: Conversation) -> Frame:
    """The frame without what is put aside, as long as anything else of its kind is named: «hợp đồng chứ không phải hóa đơn», «không phải huyện, tỉnh cơ»."""
    goes_on = conversation.has_begun and not frame.of(*SUBJECT_KINDS)
    if frame.ask == "verify_claim" and not goes_on:
        return frame
    dropped = _besides(frame) if conversation.has_begun or frame.of("task", "target", "part") else []
    dropped += _where_it_is(frame)
    for kinds in ((*SUBJECT_KINDS, "part"), ("level",)):
        mentions = frame.of(*kinds)
        aside = [mention for mention, before in zip(mentions, [None, *mentions], strict=False) if _is_put_aside(frame, mention, before)]
        if aside and len(aside) < len(mentions):
            # «HĐ (hợp đồng, không phải hóa đơn)»: what was said before and may be what is put aside is that no more
            told = {reading for mention in aside for reading in mention.readings if reading[0] in kinds}
            others = [replace(mention, readings=tuple(reading for reading in mention.readings if reading not in told)) for mention in mentions]
            if any(other.values(*kinds) for other in others):
                frame = replace(frame, mentions=tuple(others[mentions.index(mention)] if mention in mentions else mention for mention in frame.mentions))
            else:
                dropped += aside
    return replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in dropped and mention.readings))


def _where_it_is(frame: Frame) -> list[Mention]:
    """The thing in which another one is looked at: «cái sổ sức khỏe trong điện thoại», «bỏ vô điện thoại»."""
    named = frame.of("target")
    between = [(where, " ".join(_between(frame, what.start, where.start)[-2:])) for what, where in zip(named, named[1:], strict=False)]
    return [where for where, words in between if f" {words}".endswith(_IN) and frame.ask != "compare"]


def _besides(frame: Frame) -> list[Mention]:
    """The body in «ngoài Bộ Y tế thì bộ nào phối hợp», which is known to the asker."""
    if frame.ask not in ROLE_ASKS:
        return []
    bodies = frame.of("organisation")
    if frame.ask == "coordinators" and (frame.has_words(*_WHO_ELSE) or frame.of("target", "task", "part")):
        return bodies  # «Bộ Y tế đứng chính rồi, còn bộ nào phụ vào nữa»
    return [body for body in bodies if " ".join(frame.words_before(body)).endswith(_BESIDES)]


def _is_put_aside(frame: Frame, mention: Mention, before: Mention | None) -> bool:
    begin = before.end if before is not None else 0
    return " ".join(word.text for word in frame.words if begin <= word.start < mention.start).endswith(_PUTS_ASIDE)


def without_mere_description(frame: Frame, conversation: Conversation) -> Frame:
    """The frame without what it seems to describe where it is courtesy, or goes on about what was said: «chúc sức khỏe», «trong số đó cái nào cho công ty»."""
    goes_on = conversation.has_begun and (points_back(frame) or frame.has_words(*_AMONG_THEM) or read_ordinal([word.text for word in frame.words]))
    goes_on = goes_on or any(
        subject.ref == ref.rpartition("/")[0] for ref in frame.values("fact") for subject in conversation.remembered()
    )  # «hết dịch bỏ không»
    lists = frame.ask in _LISTS and "target" in frame.values("kind")  # «tui có cái tiệm, mấy chỉ tiêu dính tới doanh nghiệp»
    if not goes_on and not lists and frame.ask not in SMALL_TALK:
        return frame
    return replace(frame, mentions=tuple(mention for mention in frame.mentions if not mention.described))


def without_mere_group(frame: Frame, plan: Plan, conversation: Conversation) -> Frame:
    """The frame without a group of bodies that only sets the scene: «Bộ X phối hợp cho các bộ khác trong những nhiệm vụ nào», «ban nào thúc các bộ»."""
    bodies = frame.of("organisation")
    groups = [body for body in bodies if all(map(is_group, candidates(body, plan, conversation.library)))]
    watched = (
        frame.ask == "monitoring" and len(groups) == len(frame.of(*SUBJECT_KINDS)) and all(_WHO_DOES.intersection(frame.words_before(body)) for body in groups)
    )
    apart = [body for body in groups if not _TOGETHER.intersection(frame.words_before(body))]
    others = [body for body in apart if _OTHERS.intersection(_words_to(frame, body))] if len(groups) < len(bodies) else []
    dropped = groups if watched else others
    return replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in dropped)) if dropped else frame


def _words_to(frame: Frame, mention: Mention) -> list[str]:
    """The words of *mention* and the one behind it."""
    after = next((word.text for word in frame.all_words if word.start >= mention.end), "")
    return [*(word.text for word in frame.all_words if mention.start <= word.start < mention.end), after]


def with_bare_levels(frame: Frame, conversation: Conversation) -> Frame:
    """The frame with «tỉnh», «huyện» or «bộ» alone as a level, where what is talked about differs between levels."""
    named = frame.of(*SUBJECT_KINDS, "place")
    cut = [level for level in frame.of("level") if _is_of_office(frame, level) or any(level.start < other.start < level.end < other.end for other in named)]
    frame = replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in cut))  # «ở bộ» of «ở bộ phận một cửa»
    subjects = [subject for mention in named for _, ref in mention.readings if (subject := conversation.library.subject(ref)) is not None]
    differs = any(getattr(subject.entry, "conditions", ()) for subject in conversation.remembered())
    by_level = frame.of("level", "level_word") or (len(subjects) > 1 and len(frame.words) <= _MOST_WORDS_BESIDE_LEVELS)
    if differs and subjects and all(map(is_group, subjects)) and by_level:
        asked = conversation.last.ask if conversation.last is not None else None
        of_bodies = frame.ask == "organisation_duties"  # «các bộ ở trung ương có chung mốc đó không»
        frame = frame if asked is None or (frame.of("level_word") and not of_bodies) else frame.asking(asked)  # «and for ministries & provinces?»
        frame, named = replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in named)), []  # «còn các bộ thì cùng ngày luôn hả»
    if not any(getattr(subject.entry, "conditions", ()) for subject in (subjects if named else conversation.remembered())):
        return frame
    return replace(frame, mentions=tuple(_as_level(mention) if _stands_alone(mention, frame) else mention for mention in frame.mentions))


def _is_of_office(frame: Frame, level: Mention) -> bool:
    """«bộ» of «ở bộ phận một cửa», a desk and no ministry."""
    return "ministry" in level.values("level") and next((word.text for word in frame.all_words if word.start >= level.end), "") == "phan"


def _stands_alone(mention: Mention, frame: Frame) -> bool:
    """Whether no longer mention holds this one («bộ» of «bộ phận một cửa») and no question word follows («bộ nào»)."""
    held = any(other.start <= mention.start and mention.end <= other.end and other is not mention for other in frame.mentions)
    after = next((word.text for word in frame.all_words if word.start >= mention.end), "")
    in_word = (frame.words_before(mention) or [""])[-1] in _BEFORE_NO_LEVEL and "level_word" in dict(mention.readings)  # «toàn bộ»
    return not held and not in_word and after not in _ASKS_WHICH


def _as_level(mention: Mention) -> Mention:
    return replace(mention, readings=tuple(("level", value) if kind == "level_word" else (kind, value) for kind, value in mention.readings))


def candidates(mention: Mention, plan: Plan, library: Library) -> list[Subject]:
    """What a mention may stand for in *plan*, or in other plans where that one lacks it."""
    refs = [*mention.values(*SUBJECT_KINDS), *(value.rsplit("/", 1)[0] for value in mention.values("part"))]
    subjects = [subject for subject in map(library.subject, dict.fromkeys(refs)) if subject is not None]
    return [subject for subject in subjects if subject.plan.id == plan.id] or subjects


def named_part(mentions: Iterable[Mention]) -> str | None:
    """The id of the one part of a task that is named; None if several are, so that all are told."""
    named = {value for mention in mentions for value in mention.values("part")[:1]}
    return named.pop().rsplit("/", 1)[1] if len(named) == 1 else None


def picked(frame: Frame, conversation: Conversation) -> Subject | None:
    """The option or earlier subject that an ordinal chooses."""
    numbers = [(mention.start, mention.values("number")[0]) for mention in frame.of("number")]
    said = [(word.start, word.text) for place, word in enumerate(frame.words) if not _is_no_ordinal(frame.words, place)]
    words = [text for _, text in sorted([*said, *numbers])]
    last = conversation.last
    refs: Sequence[str] = last.options if last is not None and len(last.options) > 1 else conversation.memory.subjects_in_order()
    ordinal = read_ordinal(words)
    if frame.has_words(*_IN_THE_MIDDLE) and len(refs) % 2:
        return conversation.library.subject(refs[len(refs) // 2])
    if ordinal is None or (frame.ask in OUTSIDE and frame.confidence >= SURE_OF_OUTSIDE):  # «bấm vô đâu» is no «đầu»
        return None
    if frame.ask != "pick_option" and not ORDINAL_WORDS.intersection(words) and not _by_number(frame):
        return None
    earlier = conversation.memory.subjects_in_order()
    if frame.has_words(*_OF_WHAT_WAS_SAID) and ordinal <= len(earlier):
        refs = earlier
    if not refs or ordinal > len(refs):
        return None
    return conversation.library.subject(_at(refs, ordinal))


def _is_no_ordinal(words: Sequence[Word], place: int) -> bool:
    """Whether the word there only reads like «đầu» without diacritics: «nhập vô đâu», «lấy từ đâu»; or is who heads: «đứng đầu»."""
    word, before = words[place], words[place - 1].text if place else ""
    return word.spelled == WHERE or (word.text == "dau" and (before in _HEADING or (word.spelled == "dau" and before in _BEFORE_WHERE)))


def _by_number(frame: Frame) -> bool:
    """«số 4 do ai chủ trì»: a number after the word for it."""
    return any(
        word.text == "so" and word.start < number.start and not _between(frame, word.start, number.start)
        for number in frame.of("number")
        for word in frame.all_words
    )


def _between(frame: Frame, start: int, end: int) -> list[str]:
    return [word.text for word in frame.all_words if start < word.start < end]


def neighbour(frame: Frame, conversation: Conversation) -> Subject | None:
    """From the task talked about to another one: by its number alone («à 13 cơ»), or the next or the one before («cái ngay sau nó»)."""
    remembered = conversation.remembered()
    if not remembered or not isinstance(remembered[0].entry, Task):
        return None
    plan, current = remembered[0].plan, remembered[0].entry.number
    numbers = [int(value) for value in frame.values("number") if value.isdigit()]
    bare = len(frame.words) <= MOST_WORDS_AROUND_BARE_NUMBER
    if len(numbers) == 1 and (bare or (frame.ask in _PICKING and len(frame.words) <= MOST_WORDS_AROUND_NUMBER)):
        wanted = numbers[0]
    elif frame.has_words(*_NEXT):
        wanted = current + 1
    elif frame.has_words(*_PREVIOUS):
        wanted = current - 1
    else:
        return None
    return next((Subject(plan, task) for task in plan.tasks if task.number == wanted), None)


def points_back(frame: Frame) -> bool:
    """Whether the words point to something said before: «nó», «họ» at the beginning, «cái đó», «tổ ấy»."""
    if _PRONOUNS.intersection(word.text for word in frame.all_words[:2]) or frame.has_words(*_POINTING):
        return True
    return (says(frame.all_words, *THAT_ONE, exactly=True) or says(frame.all_words, *JUST_NOW)) and not says(frame.all_words, *THAT_OF_OTHERS, exactly=True)


def _at(entries: Sequence[_T], ordinal: int) -> _T:
    return entries[ordinal if ordinal == -1 else ordinal - 1]


def cued_facts(frame: Frame, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The statements of *plan* that the question's words or a document's number point to, as (owner ref, fact id)."""
    found = []
    for value in frame.values("fact"):
        owner, _, fact = value.rpartition("/")
        if owner.startswith(f"{plan.id}/"):
            found.append((owner, fact))
    for code in frame.values("document"):
        found += [(Subject(plan, topic).ref, fact.id) for topic in plan.topics for fact in topic.facts if cites_document(fact.text, code)]
    return tuple(dict.fromkeys(found))


def cued_owners(query: Query, conversation: Conversation) -> tuple[Subject, ...]:
    """The subjects of the statements that the question points to, one for each statement."""
    return tuple(subject for subject in map(conversation.library.subject, (owner for owner, _ in query.facts)) if subject is not None)
