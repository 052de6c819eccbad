"""What a follow-up leaves out: its subject taken from the conversation, from a statement it points to, or asked back."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.asks import (
    ASKS_NO_FACT,
    DOCUMENT_ASKS,
    FREE_ASKS,
    LEADING_WORDS,
    LOOSE_ASKS,
    OF_ONE_BODY,
    OUTSIDE,
    ROLE_ASKS,
    SMALL_TALK,
    TAKES_PART,
    TOPIC_ASKS,
    WITHOUT_ASK,
)
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.outcome import Outcome
from bot.answers.qualifiers import years
from bot.answers.query import Problem, Query
from bot.answers.resolve.asking import asks_only_when
from bot.answers.resolve.carried import lacks_ask
from bot.answers.resolve.enumerated import rest_of_list
from bot.answers.resolve.leaders import asks_for_every_leader
from bot.answers.resolve.mentions import candidates, cued_owners, points_back
from bot.answers.resolve.pairs import both, last_two
from bot.answers.resolve.sureness import SURE, is_unsure
from bot.answers.subjects import are_related, bodies_with_role, can_be_asked, is_background, is_body, is_group, task_of
from bot.language.asides import is_mere_address
from bot.language.interrogatives import asks_outright, asks_something
from bot.language.normalise import fold
from bot.plan.find import Subject, facts_for, topics_for

_POINTING_BACK = frozenset(("do", "ay", "nay", "no", "kia", "luc", "hoi", "vua", "ban", "truoc", "nay"))
_ALL = (
    "cac", "nhung", "tat ca", "toan bo", "liet ke", "ke ra", "danh sach", "bao nhieu muc tieu", "may muc tieu", "moi", "het",
    "con", "khac", "nua", "all", "list", "other",
)  # fmt: skip
_ONLY = ("moi con so", "moi cai so", "moi so lieu", "moi chi tieu", "moi muc tieu")  # «cho mỗi con số thôi»
_OF_BODIES = frozenset(("current_status", "organisation_duties"))
_BODY_WORDS = ("bo", "bo do", "bo ay", "bo nay", "ben do", "ben ay", "co quan do", "co quan ay", "that ministry")
_TELL_FIGURES = frozenset(("target_value", "scope", "verify_claim"))
_TELL_DAYS = frozenset(("deadline", "scope", "verify_claim"))
_OF_ROLES = ROLE_ASKS | {"organisation_duties", "verify_claim", "task_detail", "founding", "purpose"}
_OF_ROLES_BESIDE = (_OF_ROLES - ROLE_ASKS) | {"change_subject"}
_SAME_DAY = ("cung ngay", "cung luc", "cung thoi diem", "cung mot ngay", "khac ngay", "same day", "same date")
_SHORT = 12  # words
_HOW_MANY = ("may", "bao nhieu", "how many")
_GOES_ON = frozenset(("con", "the", "vay", "thi", "sao"))
_NO = frozenset(("khong", "no"))
_OF_PLAN_INSTEAD = frozenset(("definition", "change_subject", "task_detail", "target_value"))
_IN_THE_PLAN = re.compile(r"\b(?:trong|theo) (?:ban |cai |chinh )?ke hoach\b.*\b(?:thi sao|sao|ghi gi|noi gi|bao nhieu|may|the nao)\b")
_PRONOUNS = ("no", "ho", "to do", "to nay", "ben do", "ban do", "nhom do")


def without_mere_setting(query: Query, conversation: Conversation) -> Query:
    """The query about what is talked about where the subjects named only set its scene: «còn tỉnh thành?», «kế hoạch riêng của họ» about the boards."""
    rest = rest_of_list(query, conversation)
    if rest:
        return query.carrying(*rest, ask="target_value")
    remembered = conversation.remembered()
    if not remembered or not query.subjects:
        return query
    talked_about = remembered[0]
    last = conversation.last
    claims_role = query.ask == "lead" or (query.ask == "verify_claim" and last is not None and last.ask != "organisation_duties")
    leads = query.frame.has_words(*LEADING_WORDS)
    bodies = all(subject.kind == "organisation" and (leads or is_body(subject)) for subject in query.subjects)
    if claims_role and talked_about.kind in ("target", "task") and bodies:
        # «ủa không phải Bộ Công an à», «ai chủ trì vụ này, Bộ Công an hả»
        return replace(query.carrying(talked_about, ask="verify_claim"), organisations=query.subjects)
    role = _role_in(talked_about, query)
    if role is not None:
        return query.carrying(talked_about, ask=role)
    if query.ask == "compare" and len(query.subjects) == 1 and talked_about.kind in ("target", query.subjects[0].kind) and talked_about != query.subjects[0]:
        return query.carrying(talked_about, query.subjects[0])
    if talked_about.kind in ("target", "task") and points_back(query.frame) and all(map(is_background, query.subjects)):
        return query.carrying(talked_about)  # «cái đó nằm trong nhiệm vụ nào của kế hoạch»
    if talked_about.kind in ("target", "task") and _asks_plan_for_its_part(query):
        return query.carrying(talked_about)
    refused = last is not None and last.outcome == Outcome.OUT_OF_PLAN.value and talked_about.kind == "target" and all(map(is_background, query.subjects))
    in_plan = _IN_THE_PLAN.search(" ".join(word.text for word in query.frame.all_words))
    if refused and in_plan and query.ask in _OF_PLAN_INSTEAD and not query.frame.of("date", "figure", "kind"):
        return query.carrying(talked_about, ask="target_value")  # «vậy trong bản kế hoạch đang nói đây thì ghi sao» after another year's figure
    if last is not None and last.ask and talked_about.kind in ("target", "task") and _only_insists_on_plan(query):
        return query.carrying(talked_about, ask=last.ask)
    if talked_about.kind != "topic" or is_background(talked_about):
        return query
    states_it = bool(facts_for(talked_about.entry, query.ask))
    # «văn bản đó số mấy» of the guideline just told
    in_passing = (states_it or query.cues(talked_about)) and all(map(is_background, query.subjects))
    asked_of_it = (states_it or lacks_ask(query.frame, conversation)) and all(map(is_group, query.subjects))
    return query.carrying(talked_about) if in_passing or asked_of_it else query


def group_counted(query: Query, conversation: Conversation) -> Query | None:
    """«bộ ngành thì mấy đơn vị» after how many provinces have such boards: the count that the topic talked about states."""
    frame, remembered = query.frame, conversation.remembered()
    counts = conversation.last is not None and conversation.last.ask == "count" and bool(remembered) and bool(facts_for(remembered[0].entry, "count"))
    other = frame.ask in OUTSIDE or frame.has_words("tien", *LEADING_WORDS) or frame.of("kind", *SUBJECT_KINDS - {"organisation"})
    if not counts or other or not frame.has_words(*_HOW_MANY) or len(frame.all_words) > _SHORT or not frame.of("organisation", "level", "level_word"):
        return None
    named = [subject for mention in frame.of("organisation") for subject in candidates(mention, query.plan, conversation.library)]
    return query.carrying(remembered[0], ask="count") if all(map(is_group, named)) else None


def _role_in(talked_about: Subject, query: Query) -> str | None:
    """The role that the one body named has in the task talked about, if that is what is asked: «địa phương có vai trò gì trong việc đó»."""
    task = task_of(talked_about) if talked_about.kind in ("target", "task") else None
    if task is None or len(query.subjects) != 1 or query.ask not in _OF_ROLES or not query.frame.has_words(*TAKES_PART):
        return None
    return next((role for role in sorted(ROLE_ASKS) if query.subjects[0] in bodies_with_role(task, role)), None)


def role_asked(query: Query) -> str | None:
    """The role that the one body named has in the one task named beside it, if that is asked: «Bộ Y tế có vai trò gì trong việc dạy học trực tuyến»."""
    task = task_of(query.subjects[0]) if len(query.subjects) == 1 else None
    if task is None or len(query.organisations) != 1 or query.ask not in _OF_ROLES_BESIDE or not query.frame.has_words(*TAKES_PART):
        return None
    return next((role for role in sorted(ROLE_ASKS) if query.organisations[0] in bodies_with_role(task, role)), None)


def _asks_plan_for_its_part(query: Query) -> bool:
    """«kế hoạch hứa bao nhiêu %»: what the plan as a whole does not state."""
    stated = query.facts or any(facts_for(subject.entry, query.ask) for subject in query.subjects)
    return query.ask in ("target_value", "scope", "coordinators") and not stated and all(map(is_background, query.subjects))


def _only_insists_on_plan(query: Query) -> bool:
    """«không, của kế hoạch 2022 ấy» after an answer."""
    frame = query.frame
    words = [word.text for word in frame.all_words]
    insists = bool(words) and words[0] in _NO and len(words) <= _SHORT
    return insists and all(map(is_background, query.subjects)) and not asks_outright(frame.words) and not frame.of("figure", "date")


def without_subject(query: Query, conversation: Conversation) -> Query:
    """No subject is named: some asks need none, others take the conversation's, the rest are asked back."""
    steps = (
        _pointing_to_nothing,
        _by_its_noun,
        _at_other_level,
        _after_refusal,
        _of_no_fact,
        _of_every_leader,
        both,
        _claimed_instead,
        _doubt,
        _body_told_of,
        _owner_of_cued_statement,
        _listed_again,
        _of_its_fate,
        _other_ask_of_remembered,
        _of_a_topic,
        _of_all,
        _ask_before,
        last_two,
        _levelled,
    )
    for step in steps:
        filled = step(query, conversation)
        if filled is not None:
            return filled
    remembered = conversation.remembered()
    return query.carrying(*remembered) if remembered and not query.frame.unknown else _unresolved(query)


def _pointing_to_nothing(query: Query, conversation: Conversation) -> Query | None:
    """«nó có bắt buộc không» as the first words of a conversation points to nothing."""
    frame = query.frame
    if asks_only_when(frame, conversation):
        return replace(query.asking("deadline"), problem=Problem.NOTHING_NAMED)
    if conversation.has_begun or frame.ask in SMALL_TALK | OUTSIDE | {"source"} or not points_back(frame):
        return None
    if len(frame.mentions) > len(frame.of("fact")) and (len(frame.mentions) > len(frame.of("fact", "kind")) or len(frame.all_words) > _SHORT):
        return None
    lists = query.ask == "list_targets" and len(frame.all_words) <= _SHORT  # «vụ này đặt ra con số nào»
    leads = query.ask == "chair"  # «ai đứng đầu lo cái đó»
    return replace(query.asking("target_value" if lists else "lead") if lists or leads else query, problem=Problem.NOTHING_NAMED)


def _by_its_noun(query: Query, conversation: Conversation) -> Query | None:
    """«cái tổ lúc nãy», «ban đó»: the last subject whose name begins with that noun."""
    words = [word.text for word in query.frame.all_words]
    nouns = {noun for noun, after in zip(words, words[1:], strict=False) if after in _POINTING_BACK}
    subjects = map(conversation.library.subject, reversed(conversation.memory.subjects_in_order()))
    found = next((subject for subject in subjects if subject is not None and fold(subject.entry.name).lower().split()[0] in nouns), None)
    if found is None or found.kind != "topic" or found in conversation.remembered():
        return None
    if can_be_asked(query.frame.ask, found):
        return query.carrying(found)
    asked = next((ask for ask, _ in query.frame.ranking if ask not in ASKS_NO_FACT and can_be_asked(ask, found)), None)
    return query.carrying(found, ask=asked) if asked is not None and lacks_ask(query.frame, conversation) and asks_something(query.frame.words) else None


def _unresolved(query: Query) -> Query:
    return replace(query, problem=Problem.UNKNOWN_SUBJECT if query.frame.unknown else Problem.NOTHING_NAMED)


def _after_refusal(query: Query, conversation: Conversation) -> Query | None:
    """The question that was refused, asked again within the limits of the plan: «thế năm 2022?»."""
    last, remembered = conversation.last, conversation.remembered()
    if last is None or last.outcome != Outcome.OUT_OF_PLAN.value or not last.ask or not remembered:
        return None
    goal = "target" in query.frame.values("kind") and query.frame.ask in LOOSE_ASKS and last.ask == "achieved_result"  # «vậy mục tiêu đề ra bao nhiêu»
    whole = "country" in query.frame.values("level")
    within = goal or whole or str(query.plan.year) in query.frame.values("year") and query.frame.ask not in OUTSIDE
    if not within and (query.frame.ask not in LOOSE_ASKS | SMALL_TALK | WITHOUT_ASK or not query.frame.of("year", "level")):
        return None
    return query.carrying(*remembered, ask=last.ask if last.ask != "achieved_result" else "target_value")


def _of_every_leader(query: Query, conversation: Conversation) -> Query | None:
    """«nhiệm vụ nào có người chủ trì thì kể»: of all tasks, whichever was talked about."""
    return query if query.ask == "lead" and asks_for_every_leader(query.frame) else None


def _of_no_fact(query: Query, conversation: Conversation) -> Query | None:
    """Small talk and other matters need no subject."""
    return query if query.frame.ask in SMALL_TALK | OUTSIDE and query.frame.ask != "repeat" else None


def _at_other_level(query: Query, conversation: Conversation) -> Query | None:
    """«không, cấp tỉnh cơ»: the question before, of another level of administration."""
    frame, last, remembered = query.frame, conversation.last, conversation.remembered()
    if last is None or last.ask is None or not remembered or not frame.of("level") or not _has_conditions(remembered[0]):
        return None
    goes_on = frame.ask in (*WITHOUT_ASK, "verify_claim", "scope") or (frame.ask in TOPIC_ASKS and frame.confidence < SURE)  # «còn bộ với tỉnh thì sao»
    same_day = frame.has_words(*_SAME_DAY)
    if not (goes_on or same_day) or frame.of("figure", "date"):
        return None
    if same_day:
        return query.carrying(*remembered, ask="deadline")
    return query.carrying(*remembered, ask="deadline" if last.ask == "reverse_lookup" else last.ask)  # «còn tỉnh?» after what begins on 1/12


def _claimed_instead(query: Query, conversation: Conversation) -> Query | None:
    """«sếp mình bảo 50% cơ», «cùng ngày 1/6 với tỉnh mà»: a figure or a day held against what was just told."""
    frame, last, remembered = query.frame, conversation.last, conversation.remembered()
    if last is None or not remembered or last.outcome != Outcome.ANSWERED.value or asks_outright(frame.words):
        return None
    figure = frame.of("figure") and remembered[0].kind == "target" and last.ask in _TELL_FIGURES and len(remembered) == 1
    day = frame.of("date") and _has_conditions(remembered[0]) and last.ask in _TELL_DAYS
    return query.carrying(*remembered, ask="verify_claim") if figure or day else None


def _doubt(query: Query, conversation: Conversation) -> Query | None:
    """«thật không đấy», «cao dữ vậy»: what was just said, asked again."""
    frame, last, remembered = query.frame, conversation.last, conversation.remembered()
    if frame.ask != "verify_claim" or last is None or last.ask is None or not remembered or query.facts:
        return None
    if frame.of("figure", "number", "date", "level", "year", "place") or last.outcome != Outcome.ANSWERED.value:
        return None
    return query.carrying(*remembered, ask=last.ask)


def _body_told_of(query: Query, conversation: Conversation) -> Query | None:
    """«bộ đó nay còn không»: the body talked about, or that which leads what is talked about."""
    remembered = conversation.remembered()
    if query.frame.ask not in _OF_BODIES or not remembered or not query.frame.has_words(*_BODY_WORDS):
        return None
    if is_body(remembered[0]):
        return query.carrying(remembered[0])
    task = task_of(remembered[0])
    if task is None:
        return None
    asked = conversation.last.ask if conversation.last is not None else None
    first = "coordinators" if asked == "coordinators" or query.frame.has_words("phoi hop") else "lead"
    found = ([body for body in bodies_with_role(task, role) if is_body(body)] for role in sorted(ROLE_ASKS, key=lambda role: role != first))
    bodies = next(filter(None, found), [])
    return query.carrying(*bodies) if bodies else None


def _owner_of_cued_statement(query: Query, conversation: Conversation) -> Query | None:
    """The subject of a statement that the question points to; what is talked about, if that goes with it."""
    remembered = conversation.remembered()
    owners = cued_owners(query, conversation)
    kept = [subject for subject in remembered if any(are_related(subject, owner) for owner in owners)]
    if not owners or (not kept and remembered and remembered[0].kind == "topic" and facts_for(remembered[0].entry, query.frame.ask)):
        return None
    subject = kept[0] if kept and kept[0] in owners else owners[0]
    return replace(query, subjects=(subject,), carried=bool(kept))


def _listed_again(query: Query, conversation: Conversation) -> Query | None:
    """«gọi tên từng cái ra» after targets were counted or listed."""
    listed = conversation.listed_targets()
    tasks_meant = query.frame.of("kind") or query.frame.has_words("nhiem vu", "task", "tasks")
    return query.carrying(*listed, ask="target_value") if query.frame.ask == "list_tasks" and len(listed) > 1 and not tasks_meant else None


def _of_its_fate(query: Query, conversation: Conversation) -> Query | None:
    """«nhập từ hôm nào», «theo văn bản nào» after what became of a body."""
    last, remembered = conversation.last, conversation.remembered()
    if last is None or last.ask != "current_status" or not remembered or not is_body(remembered[0]):
        return None
    return query.carrying(*remembered, ask="current_status") if query.frame.ask in DOCUMENT_ASKS | {"deadline", "founding", "current_status"} else None


def _other_ask_of_remembered(query: Query, conversation: Conversation) -> Query | None:
    """An ask that means another one of what is talked about."""
    frame, remembered = query.frame, conversation.remembered()
    if not remembered:
        return None
    subject = remembered[0]
    if not frame.of("topic"):
        dated = frame.of("date") and frame.ask in ("reverse_lookup", "verify_claim")
        states_date = subject.kind == "topic" and facts_for(subject.entry, "deadline")
        if (frame.ask == "issue_date" and subject.kind == "target") or (dated and states_date):
            return query.carrying(*remembered, ask="deadline")
        if frame.ask in ("list_tasks", "count") and subject.kind == "topic" and frame.has_words(*_PRONOUNS):
            return query.carrying(*remembered, ask="organisation_duties")
    if frame.ask == "reverse_lookup" and subject.kind == "target" and not frame.of("figure", "date", "number"):
        return query.carrying(*remembered, ask="scope")
    return None


def _of_a_topic(query: Query, conversation: Conversation) -> Query | None:
    """An ask about a document or a body: of the topic talked about if it states the answer, else of the first topic that does."""
    if query.frame.ask not in TOPIC_ASKS or (is_unsure(query.frame) and not conversation.has_begun):
        return None
    for subject in conversation.remembered():
        if subject.kind == "topic" and facts_for(subject.entry, query.ask):
            return query.carrying(subject)
        if subject.kind == "topic" and not is_background(subject) and (query.ask in OF_ONE_BODY or (query.ask != "monitoring" and points_back(query.frame))):
            return query.carrying(subject)  # «gồm những ai» after what a board is: what the plan says of it, or that it says nothing
    topics = topics_for(query.plan, query.ask)
    return query.about(Subject(query.plan, topics[0])) if topics else _unresolved(query)


def _of_all(query: Query, conversation: Conversation) -> Query | None:
    """Lists, counts and sources need no subject; a count that says not what of is of what is talked about."""
    frame = query.frame
    listed = conversation.listed() if points_back(frame) else ()  # «chỉ tiêu của việc đó» after the one task of a ministry
    remembered = listed if len(listed) == 1 else conversation.remembered()
    if (
        frame.ask == "list_targets"
        and remembered
        and remembered[0].kind in ("target", "task")
        and (not frame.has_words(*_ALL) or frame.has_words(*_ONLY) or _only_turns_to_goal(frame))
    ):
        return query.carrying(*remembered, ask="target_value")  # «thế mục tiêu là bao nhiêu» of what is talked about
    if frame.ask == "source" and remembered and not frame.of("topic"):
        return query.carrying(*remembered)
    counts_remembered = frame.ask == "count" and conversation.remembered() and not frame.of("kind", "number")
    return query if frame.ask in FREE_ASKS and not counts_remembered else None


def _only_turns_to_goal(frame: Frame) -> bool:
    """«còn chỉ tiêu?», and no other word."""
    kinds = frame.of("kind")
    others = [word.text for word in frame.all_words if not any(kind.start <= word.start < kind.end for kind in kinds)]
    return bool(kinds) and bool(others) and others[0] in _GOES_ON and all(is_mere_address(word) or word in _GOES_ON for word in others)


def _ask_before(query: Query, conversation: Conversation) -> Query | None:
    """Neither ask nor subject: the question before, with the new limit; or the next likely ask of what is talked about."""
    frame, last, remembered = query.frame, conversation.last, conversation.remembered()
    if frame.ask not in WITHOUT_ASK and not is_unsure(frame):
        return None
    if not remembered or frame.unknown:
        return _unresolved(query)
    if last is not None and last.ask in ("reverse_lookup", "list_targets") and frame.of("figure", "number"):
        return query.asking("reverse_lookup")  # «à không, 75 cơ»
    limited = frame.of("level", "place", "figure", "date") or years(frame) or frame.ask in ("more", "affirm", "repeat")
    if last is not None and last.ask and limited:
        ask = "verify_claim" if frame.of("figure") else "task_detail" if frame.ask == "more" else last.ask
        return query.carrying(*remembered, ask=ask)
    if last is not None and last.ask and last.outcome == Outcome.ASK_BACK.value and last.subjects:
        return query.carrying(*remembered, ask=last.ask)  # the one chosen of those that the bot asked back about
    asked = frame.likeliest(besides=ASKS_NO_FACT)
    return query.carrying(*remembered, ask=asked) if asked is not None and asks_something(frame.words) else _unresolved(query)


def _levelled(query: Query, conversation: Conversation) -> Query | None:
    """«còn cấp huyện?» goes back to the last target whose conditions differ between levels of administration."""
    remembered = conversation.remembered()
    if not remembered or query.frame.unknown or not query.frame.of("level") or _has_conditions(remembered[0]):
        return None
    subjects = map(conversation.library.subject, reversed(conversation.memory.subjects_in_order()))
    earlier = next((subject for subject in subjects if subject is not None and _has_conditions(subject)), None)
    return query.carrying(earlier) if earlier is not None else None


def _has_conditions(subject: Subject) -> bool:
    return bool(getattr(subject.entry, "conditions", ()))
