"""Choosing among the readings of what is named: by the ask, by each other, by the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.asks import DOCUMENT_ASKS, KINDS_FOR_ASK, TARGET_FIRST, TASK_FIRST, TOPIC_ASKS
from bot.answers.conversation import Conversation
from bot.answers.frame import Word
from bot.answers.query import Problem, Query
from bot.answers.resolve.carried import effective_ask, lacks_ask
from bot.answers.resolve.mentions import cued_owners
from bot.answers.resolve.recall import means_earlier
from bot.answers.subjects import are_related, is_background
from bot.language.interrogatives import OF_ANY_QUESTION
from bot.language.normalise import fold
from bot.language.tokens import tokenise
from bot.plan.find import Subject, facts_for

Group = list[Subject]  # the readings of one mention

# Asks for a figure of a target: a body named beside the target is only its setting.
_VALUE_ASKS = frozenset(("target_value", "deadline", "achieved_result"))
_ORGANISATION_ASKS = frozenset(("organisation_duties", "current_status", "list_tasks"))
_SEVERAL_ASKED, ENOUGH_SETTLED = frozenset(("list_targets", "target_value")), 2
_PILLAR_ASKS = frozenset(("list_targets", "count"))
_OF_DIFFERENT_THINGS = frozenset(("compare", "list_targets"))


_OF_ANYBODY = OF_ANY_QUESTION | {"nguoi", "dan", "ty", "le", "tu", "tro", "len", "dien", "doanh", "nghiep", "su", "dung", "phu"}


def with_named(query: Query, named: list[Group], conversation: Conversation) -> Query:
    """The query about one reading of each mention; organisations beside other subjects limit them.

    With problem SEVERAL_MEANT where a mention keeps several readings of one kind.
    """
    ask = effective_ask(query, conversation)
    kinds = {subject.kind for group in named for subject in group}
    if ask in _PILLAR_ASKS and ask != query.frame.ask and kinds.issuperset(("pillar", "target")):
        ask = "target_value"  # «quay về hạ tầng, mỗi cái điện thoại thôi» after a list
    chosen = [_of_best_kind(group, query, ask) for group in _with_shared_task(query, named)]
    if {ask, query.frame.ask} & _OF_DIFFERENT_THINGS or (query.frame.ask == "scope" and len(chosen) > ENOUGH_SETTLED):
        chosen = _each_another(chosen)
    organisations = [group[0] for group in chosen if group[0].kind == "organisation"]
    others = [group for group in chosen if group[0].kind != "organisation"]
    others = _without_background(others, ask, {owner for owner, _ in query.facts})
    bodies = [group for group in others if group[0].kind == "topic" and not is_background(group[0])]
    if bodies and ask not in _VALUE_ASKS:  # what a team or a board does with a target is asked of the team
        others = bodies
    others = _with_pillars_or_without(others, ask)
    query = replace(query, organisations=tuple(organisations))
    if query.ask in DOCUMENT_ASKS and not _can_state(others, query, ask, conversation) and not lacks_ask(query.frame, conversation):
        return query
    groups = others or [[organisation] for organisation in organisations]
    if ask in _ORGANISATION_ASKS and organisations and not bodies:
        groups = [[organisation] for organisation in organisations]
    settled = {group[0] for group in groups if len(group) == 1}
    if ask not in _SEVERAL_ASKED or len(settled) <= ENOUGH_SETTLED:  # «điện thoại, định danh, tài khoản, …» means another thing by each
        groups = _settled_by_neighbours(groups)
    if ask in _SEVERAL_ASKED and sum(len(group) == 1 for group in groups) >= ENOUGH_SETTLED:
        groups = [[subject] for group in groups for subject in group]  # of a list, every reading is told
    ambiguous = _ambiguous(groups)
    if ambiguous is not None:
        memory = conversation.memory
        said = memory.subjects_in_order() if means_earlier(query.frame) else memory.last_subjects()
        remembered = [subject for subject in ambiguous if subject.ref in said]
        if len(remembered) != 1:
            remembered = _told_by_own_words(ambiguous, query.frame.all_words) or _like_the_last(ambiguous, conversation)
        if len(remembered) != 1:
            return replace(query, ask=ask, options=tuple(ambiguous), problem=Problem.SEVERAL_MEANT)
        groups = [remembered if group is ambiguous else group for group in groups]
    return query.about(*dict.fromkeys(group[0] for group in groups))


def with_stated_owner(query: Query, conversation: Conversation) -> Query:
    """«kế hoạch riêng của họ phải ra quý nào»: where only the plan's document is named, and the words are a statement's of another topic, that topic."""
    if not query.subjects or not all(map(is_background, query.subjects)):
        return query
    stated = list(filter(None, (conversation.library.fact(f"{owner}/{fact}") for owner, fact in query.facts)))
    if any(owner in query.subjects for owner, _ in stated):
        return query
    owners = [owner for owner, fact in stated if owner.kind == "topic" and not is_background(owner) and query.ask in fact.asks]
    return query.about(owners[0]) if owners else query


def _with_shared_task(query: Query, named: list[Group]) -> list[Group]:
    """One group where several mentions share a task and «nhiệm vụ» is said."""
    if len(named) < 2 or "task" not in query.frame.values("kind"):
        return named
    shared = set.intersection(*({subject.ref for subject in group if subject.kind == "task"} for group in named))
    return [[subject for subject in named[0] if subject.ref in shared]] if shared else named


def _of_best_kind(group: Group, query: Query, ask: str) -> Group:
    """The readings of the kind that goes best with the ask."""
    order = KINDS_FOR_ASK.get(ask, TARGET_FIRST)
    if "task" in query.frame.values("kind"):  # «nhiệm vụ phổ cập cáp quang» is the task, whatever else goes by the name
        order = TASK_FIRST
    kind = min((subject.kind for subject in group), key=lambda kind: order.index(kind) if kind in order else len(order))
    return [subject for subject in group if subject.kind == kind]


def _without_background(groups: list[Group], ask: str, cued: set[str]) -> list[Group]:
    """Topics named in passing give way to any other subject, unless what is asked is theirs alone.

    Of a question that only a topic can answer, background that does not state it is no subject either. cued: owners of
    statements that the question points to; of several background topics those go first.
    """
    groups = sorted(groups, key=lambda group: group[0].ref not in cued) if all(is_background(group[0]) for group in groups) else groups
    if ask in TOPIC_ASKS:
        stating = [group for group in groups if any(facts_for(subject.entry, ask) for subject in group)]
        named = [group for group in groups if group[0].kind == "topic" and not is_background(group[0])]
        if stating:
            return [group for group in stating if not is_background(group[0])] or named or stating
        groups = [group for group in groups if not is_background(group[0])]
    return [group for group in groups if not is_background(group[0])] or groups[:1]


def _with_pillars_or_without(groups: list[Group], ask: str) -> list[Group]:
    """A pillar is what a list or a count is limited to; other asks are of what stands beside it."""
    pillars = [group for group in groups if group[0].kind == "pillar"]
    others = [group for group in groups if group[0].kind != "pillar"]
    if ask in _PILLAR_ASKS:
        return pillars or groups
    if ask == "belongs_to":
        return others
    return groups if ask == "compare" else others or groups


def _can_state(groups: list[Group], query: Query, ask: str, conversation: Conversation) -> bool:
    """Whether one of *groups* may state what is asked of a document, or owns a statement that the question points to."""
    subjects = [subject for group in groups for subject in group]
    if any(subject.kind == "topic" and (facts_for(subject.entry, ask) or not is_background(subject)) for subject in subjects):
        return True
    return any(are_related(subject, owner) for subject in subjects for owner in cued_owners(query, conversation))


def _each_another(groups: list[Group]) -> list[Group]:
    """The groups without readings that another mention alone stands for: «tài khoản nhiều hơn hay app định danh nhiều hơn» is of two things."""
    alone = {group[0] for group in groups if len(group) == 1}
    left = [[subject for subject in group if subject not in alone] if len(group) > 1 else group for group in groups]
    return [rest or group for rest, group in zip(left, groups, strict=True)]


def _ambiguous(groups: list[Group]) -> Group | None:
    return next((group for group in groups if len(group) > 1), None)


def _told_by_own_words(readings: Group, said: Sequence[Word]) -> Group:
    """The one reading whose name alone has words of the question: «từ 15 tuổi có tài khoản», «băng rộng phải vô bao nhiêu bản»; [] if none or several."""
    names = {subject: _name_words(subject) for subject in readings}
    said = [word for word in said if not word.named or word.text.isdigit()]
    found = []
    for subject, words in names.items():
        others = {word for other, own in names.items() if other != subject for word in own}
        pairs = {pair for pair in zip(words, words[1:], strict=False) if not others.issuperset(pair) and not _OF_ANYBODY.intersection(map(fold, pair))}
        alone = {word for word in words if word not in others and fold(word) not in _OF_ANYBODY and (word.isdigit() or word != fold(word))}
        by_pair = any(left.may_be(first) and right.may_be(second) for left, right in zip(said, said[1:], strict=False) for first, second in pairs)
        if by_pair or any(word.spelled in alone or word.text in alone for word in said):
            found.append(subject)
    return found if len(found) == 1 else []


def _like_the_last(readings: Group, conversation: Conversation) -> Group:
    """The one target named like the last one talked about: «hồ sơ thủ tục» after what is done online of reports; [] if none or several."""
    last = conversation.remembered()[:1]
    if not last or last[0].kind != "target" or readings[0].kind != "target" or any(are_related(subject, last[0]) for subject in readings):
        return []
    words = _name_words(last[0])
    pairs = {pair for pair in zip(words, words[1:], strict=False) if not _OF_ANYBODY.intersection(map(fold, pair))}
    alike = {subject: pairs.intersection(zip(own, own[1:], strict=False)) for subject in readings for own in [_name_words(subject)]}
    found = [subject for subject, shared in alike.items() if shared and not any(shared <= other for key, other in alike.items() if key != subject)]
    return found if len(found) == 1 else []


def _name_words(subject: Subject) -> list[str]:
    return [token.text for token in tokenise(subject.entry.name) if not token.is_mark]


def _settled_by_neighbours(groups: list[Group]) -> list[Group]:
    """Without mentions one reading of which is named by another mention: «hồ sơ … y tế»."""
    if _ambiguous(groups) is None:
        return groups
    settled = {subject.ref for group in groups if len(group) == 1 for subject in group}
    return [group for group in groups if len(group) == 1 or not settled.intersection(subject.ref for subject in group)]
