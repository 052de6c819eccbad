"""A statement just told, gone on about: what stands in it, its numbers together, what has become of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers.asks import DOCUMENT_ASKS, OF_ONE_BODY, OUTSIDE, ROLE_ASKS, SMALL_TALK
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame, says
from bot.answers.query import Query
from bot.language.normalise import fold
from bot.language.spelled import AS_IT_IS_NOW
from bot.plan.find import Subject, documents_in
from bot.plan.model import Fact

_IN_IT = ("trong do", "trong so do", "trong so ay", "trong may cai do", "trong day", "in it", "among them", "of those")
_ALTOGETHER = ("cong het", "cong lai", "tong cong", "tong so", "ca thay", "tat ca", "gop het", "het thay", "altogether", "in total")
_HOW_MANY = frozenset(("nhieu", "may", "many"))
_SO_MANY = ("bang ay", "chung ay", "ngan ay", "chung do", "bay nhieu", "bao nhieu", "nhieu", "may", "how many", "that many")
_OTHER_MATTERS = OUTSIDE | SMALL_TALK - {"repeat"} | ROLE_ASKS | OF_ONE_BODY | DOCUMENT_ASKS | {"current_status"}
_OF_ONE_PAPER = frozenset(("signer", "issue_date", "document_number", "document_title", "chair"))  # which hold nothing more
_NUMBER = re.compile(r"\d[\d.]*")
_SURE = 0.9
_SHORT, _MOST_WORDS = 6, 12
_SEVERAL = 3
_ABOUT = re.compile(r"\b(?:cai|van ban|quyet dinh)(?: nao)?(?: noi| lo| ban)? ve (\w+ \w+(?: \w+)?)(?: so may| so bao nhieu| la| ngay| thi| may|$)")


def told_again(query: Query, conversation: Conversation) -> Query | None:
    """The query for the statement just told, or for the one that tells what has become of it, if the message goes on about it; else None."""
    frame, told = query.frame, _told(conversation)
    if told is None or frame.of("year", "figure"):
        return None
    owner, fact = told
    if fact.now and _asks_of_today(frame) and not _is_after_another(frame, conversation):
        found = conversation.library.fact(f"{owner.plan.id}/{fact.now}")
        return _after(query, *found) if found is not None else None
    if _asks_for_one_cited(frame, fact):
        return _after(query, owner, fact)
    if frame.of("target", "organisation", "topic", "part", "kind"):
        return None
    sibling = _of_other_level(frame, owner, fact)
    if sibling is not None:
        return _after(query, owner, sibling)
    goes_on = frame.has_words(*_IN_IT) and frame.ask not in _OTHER_MATTERS and not _is_after_another(frame, conversation)
    if (_asks_for_total(frame) and len(_NUMBER.findall(fact.text)) > 1) or (goes_on and not _OF_ONE_PAPER.intersection(fact.asks)):
        return _after(query, owner, fact)
    return None


def _told(conversation: Conversation) -> tuple[Subject, Fact] | None:
    last = conversation.last
    refs = last.facts if last is not None and not last.options else ()
    return next(filter(None, map(conversation.library.fact, refs)), None)


def _asks_of_today(frame: Frame) -> bool:
    """«bây giờ còn bằng ấy không», «nay gộp lại còn nhiêu»: of the number just told, and of nothing else that is named."""
    if frame.of("kind", "part", "unlisted", *SUBJECT_KINDS - {"organisation"}) or len(frame.all_words) > _MOST_WORDS:
        return False
    if any(level != "province" for level in (*frame.values("level"), *frame.values("level_word"))):
        return False
    asks = frame.ask in ("current_status", "count", "change_subject", "verify_claim")
    return asks and says(frame.all_words, *AS_IT_IS_NOW) and frame.has_words(*_SO_MANY) and not frame.has_words("hieu luc", "hoat dong")


def _asks_for_one_cited(frame: Frame, fact: Fact) -> bool:
    """«cái 749 là gì», «cái về chính phủ số số mấy» after the documents that the plan rests on."""
    cited = documents_in(fact.text)
    if len(cited) < _SEVERAL or len(frame.all_words) > _MOST_WORDS or frame.ask in ROLE_ASKS | {"signer"} or frame.of("kind", "target", "organisation", "part"):
        return False
    numbers = {word for document in cited for word in re.findall(r"\d{3,}", str(document))}
    if numbers.intersection(frame.values("number")):
        return True
    about = _ABOUT.search(" ".join(word.text for word in frame.all_words))
    return about is not None and f" {about[1]} " in f" {' '.join(re.findall(r'[a-z0-9]+', fold(fact.text).lower()))} "


def _of_other_level(frame: Frame, owner: Subject, told: Fact) -> Fact | None:
    """The statement of the same body at the level named alone: «tỉnh thì sao» after what the boards of the ministries do."""
    if frame.ask not in {"change_subject", *told.asks[:1]} or len(frame.all_words) > _SHORT or frame.of("figure", "date"):
        return None
    named = {word.text for mention in frame.of("level", "level_word") for word in frame.all_words if mention.start <= word.start < mention.end}
    own: Sequence[Fact] = getattr(owner.entry, "facts", ())
    cues = {each.id: {fold(word) for alias in each.aliases for word in alias.split()} for each in own}
    if not named or named & cues[told.id]:
        return None
    return next((each for each in own if each != told and told.asks[:1] == each.asks[:1] and named & cues[each.id]), None)


def _asks_for_total(frame: Frame) -> bool:
    """«cộng hết thì bao nhiêu người trong đó»."""
    return frame.has_words(*_ALTOGETHER) and bool(_HOW_MANY.intersection(word.text for word in frame.words)) and not frame.mentions


def _is_after_another(frame: Frame, conversation: Conversation) -> bool:
    """Whether another statement of what is talked about is surely asked for."""
    ref, probability = frame.facts[0] if frame.facts else ("", 0.0)
    found = conversation.library.fact(ref) if probability >= _SURE else None
    return found is not None and found[0] in conversation.remembered() and conversation.last is not None and ref not in conversation.last.facts


def _after(query: Query, owner: Subject, fact: Fact) -> Query:
    frame = replace(query.frame, facts=((f"{owner.ref}/{fact.id}", 1.0),))
    return replace(query.about(owner), frame=frame, ask=next(iter(fact.asks), query.ask), plan=owner.plan, carried=True, fact=fact.id)
