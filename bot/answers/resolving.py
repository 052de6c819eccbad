"""From a frame with holes to a query: holes are filled from the conversation, or the bot asks back."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.asks import OUTSIDE, ROLE_ASKS, SMALL_TALK
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.query import Problem, Query
from bot.answers.resolve.asking import asks_of_what, settled
from bot.answers.resolve.carried import lacks_ask, with_carried_ask
from bot.answers.resolve.circumstances import without_circumstances
from bot.answers.resolve.enumerated import enumerated_targets
from bot.answers.resolve.facts import with_fact
from bot.answers.resolve.follow_up import group_counted, role_asked, without_mere_setting, without_subject
from bot.answers.resolve.mentions import (
    candidates,
    cued_facts,
    named_part,
    neighbour,
    picked,
    with_bare_levels,
    without_mere_description,
    without_mere_group,
    without_put_aside,
)
from bot.answers.resolve.numbering import numbered_tasks
from bot.answers.resolve.readings import with_named, with_stated_owner
from bot.answers.resolve.recall import returning
from bot.answers.resolve.statement_again import told_again
from bot.answers.resolve.sureness import SURE, is_unsure
from bot.answers.subjects import can_be_asked, is_background
from bot.plan.model import Plan

# Asks in which something known to stand in no plan is what is asked for.
_UNLISTED_ASKS = frozenset(("target_value", "deadline", "compare", "change_subject", "achieved_result", "count", "definition", "list_targets"))
# Asks that an option can be picked for although they are never carried over to it.
_ASKED_OF_PICKED = frozenset(("verify_claim", "belongs_to", "source", "achieved_result"))


def resolve(frame: Frame, conversation: Conversation) -> Query:
    """The query that *frame* means now, against what the conversation remembers."""
    frame = without_circumstances(without_mere_description(frame, conversation), conversation.library)
    conversation = returning(frame, conversation)
    plan = _plan_of(frame, conversation)
    frame = without_put_aside(with_bare_levels(settled(frame, conversation), conversation), conversation)
    if asks_of_what(frame, conversation):
        frame = frame.asking("scope")
    frame = without_mere_group(frame, plan, conversation)
    mentions = frame.of(*SUBJECT_KINDS, "part")
    named = [group for group in (candidates(mention, plan, conversation.library) for mention in mentions) if group]
    numbered = numbered_tasks(frame, plan, goes_on=conversation.has_listed_tasks())
    named += [[task] for task in numbered]
    if len(numbered) > 1 and frame.ask not in ROLE_ASKS | OUTSIDE | {"compare", "achieved_result"}:
        frame = frame.asking("list_tasks")
    query = Query(frame.ask, plan, frame, facts=cued_facts(frame, plan), part=named_part(mentions))
    stated = group_counted(query, conversation) or told_again(query, conversation) or with_fact(query, conversation)
    if stated is not None:
        return stated
    if not named and not frame.of("fact") and frame.ask != "compare":
        chosen = neighbour(frame, conversation) or picked(frame, conversation)
        if chosen is not None:
            query = query.carrying(chosen)
            fits = can_be_asked(frame.ask, chosen) or frame.ask in _ASKED_OF_PICKED
            return query if fits and not lacks_ask(frame, conversation) else with_carried_ask(query, conversation)
    out_of_the_blue = not named and not conversation.has_begun and frame.ask not in OUTSIDE | SMALL_TALK
    if not named and frame.of("document") and frame.ask not in OUTSIDE | SMALL_TALK:  # a document that no plan knows
        return replace(query, problem=Problem.UNKNOWN_SUBJECT)
    of_all = "country" in frame.values("level") or (frame.ask == "compare" and "target" in frame.values("kind"))
    of_all = of_all or (frame.ask == "count" and "task" in frame.values("kind") and frame.confidence >= SURE)  # «nhiệm vụ của ủy ban có mấy cái»
    if of_all and all(is_background(group[0]) for group in named):
        named = []  # «thế chỉ tiêu chung cả nước trong kế hoạch này» after a province's, «chỉ tiêu nào cao nhất trong cả bản kế hoạch»
    in_a_row = enumerated_targets(frame, plan)
    if in_a_row:
        return query.about(*in_a_row).asking("target_value")
    query = with_stated_owner(with_named(query, named, conversation), conversation)
    has_goal = (
        (frame.ask == "scope" and not named and frame.has_words("co chi tieu", "co muc tieu", "co con so"))  # «thế hộ kinh doanh có chỉ tiêu không»
        or (frame.ask == "scope" and "target" in frame.values("kind") and named and all(is_background(group[0]) for group in named))
        or (frame.ask == "task_detail" and all(is_background(group[0]) for group in named))  # «kế hoạch có chỉ tiêu gì về bitcoin»
        or frame.has_words("chi tieu rieng", "muc tieu rieng", "con so rieng")  # «tập đoàn lớn có chỉ tiêu riêng về nền tảng số không»
    )
    if frame.of("unlisted") and not asks_of_what(frame, conversation) and (frame.ask in _UNLISTED_ASKS or out_of_the_blue or has_goal or is_unsure(frame)):
        return replace(query, problem=Problem.UNLISTED)
    if query.problem is Problem.SEVERAL_MEANT and frame.ask == "achieved_result":
        return replace(query, problem=None, options=())  # of none of them a result is known
    if query.problem is not None:
        return query
    role = role_asked(query)
    if role is not None:
        return query.asking(role)
    query = without_mere_setting(query, conversation)
    if not query.subjects:
        return without_subject(query, conversation)
    return with_carried_ask(query, conversation) if lacks_ask(frame, conversation) else query


def _plan_of(frame: Frame, conversation: Conversation) -> Plan:
    """The plan of the year that is named, also in a date, else the one talked about, else the default."""
    dated = [date[:4] for date in frame.values("date") if date[:4].isdigit()]
    for year in (*frame.values("year"), *dated):
        plan = conversation.library.for_year(int(year))
        if plan is not None:
            return plan
    remembered = conversation.remembered()
    return remembered[0].plan if remembered else conversation.library.default
