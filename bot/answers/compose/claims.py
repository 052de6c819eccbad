"""Claims confirmed or corrected in the first words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answers.answer import Answer, Context, merged_sources, refs
from bot.answers.asks import LEADING_WORDS, ROLE_ASKS, ROLE_FIELDS, TASK_ASKS, TOPIC_ASKS
from bot.answers.compose import target_lists
from bot.answers.compose.counts import verify_count, verify_last_count
from bot.answers.compose.parts import asked_parts, goal, goals, next_for_target, period_facts, targets_named, without_fact
from bot.answers.compose.statements import facts_about, not_stated, stated, statement, topic
from bot.answers.compose.targets import one_task, scope, value
from bot.answers.compose.tasks import detail, of_task, organisation, role
from bot.answers.frame import Frame, Mention, says
from bot.answers.outcome import Outcome
from bot.answers.qualifiers import claims_all
from bot.answers.query import Query
from bot.answers.subjects import is_background, task_of
from bot.language.spelled import HOLDS, ONLY_THIS
from bot.plan.find import Subject, figure_is, roles, same_day, targets_with_figure, topics_for
from bot.plan.model import Figure, Target, Task

_WHICH_ONES = ("nhung cai nao", "cai nao", "nhung gi", "liet ke", "which ones")
_LEAST_OF_ROLE = 0.05
_ALL = "100"  # percent, what «mọi» and «tất cả» claim
_ROLE_CLAIMS = ROLE_ASKS | {"organisation_duties"}
_IN_CHARGE = (
    "lo", "lam", "cam", "nam", "giu", "nhan", "quan", "quan ly", "chi huy", "chi dao", "cam trich", "cam dau", "dung ra", "dam nhan",
    "dam trach", "cua", "ha", "a",
)  # fmt: skip
_BY = "do"  # directly before the body: «do công an quản»
_WHOSE = (" la phan", " la viec", " la phan cua", " la viec cua", " thuoc ve", " giao cho")
_DOES, _ENDS_CLAIM = frozenset(("lam", "lo", "ganh")), frozenset(("dung", "phai", "ha", "a"))
_COORDINATES = ("phoi hop", "coordinates", "coordinate")
# Words that make a figure an upper limit; no plan figure is one.
_AT_MOST = ("toi da", "khong qua", "nhieu nhat", "cao nhat", "khong vuot qua", "at most", "maximum", "muc tran", "tro xuong")
_BELOW = ("tran", "duoi", "chua toi", "chua den")  # directly before the figure; elsewhere «thị trấn», «dưới quê», «dưới 200 người»
_COUNTED_BY = ("tinh theo", "tinh tren", "tinh bang", "theo dau nguoi", "tren so", "tren tong", "per household", "of households", "counted by")
_OR = ("hay", "hay la", "hoac", "or")
_BESIDES = ("ngoai", "so voi", "khac voi", "khong phai", "ben canh", "besides", "unlike")  # what follows them is not what is claimed
_OF_BOTH = ("deu", "ca hai", "cung la", "both", "each")
# What follows them is what the claim is measured by.
_LIKENING = frozenset(("nhu", "giong", "bang", "cung"))
# Asks that a claim is not about.
_NOT_CLAIMED = frozenset(("verify_claim", "change_subject", "achieved_result", "compare", "affirm"))


def verify(query: Query, context: Context) -> Answer:
    """Right or wrong, in the first words, with what the plan states."""
    subject = query.subject
    if subject is None and query.frame.has_words(*_COUNTED_BY):
        meant = targets_with_figure(query.plan, next(iter(query.frame.values("figure")), ""))
        if len(meant) == 1:  # «75% là tính theo đầu người phải không»
            return _verify_condition(query.about(Subject(query.plan, meant[0])), context)
    if subject is None:
        counted = verify_count(query, context) or verify_last_count(query, context)
        figure = next(iter(query.frame.values("figure")), None)
        if counted is None and figure is not None and "target" in query.frame.values("kind") and query.frame.has_words(*_WHICH_ONES):
            return target_lists.by_figure(query, context, figure=figure)  # «có hai ba chỉ tiêu để 100% phải không, là những cái nào»
        return counted or without_fact(Outcome.ASK_BACK, "utter_ask_which_claim", query.plan, context, ask="verify_claim")
    cued = next((named for named in query.subjects if query.cues(named)), None)
    if cued is not None and cued.kind != "topic" and not query.organisations and not _may_claim_role(query.frame):
        return _as_claim(statement(query, context, cued, facts_about(query, cued, ())))
    figures = query.frame.values("figure")
    targets = targets_named(query) if figures else []
    only = figures and says(query.frame.words, *ONLY_THIS) and len(targets_with_figure(query.plan, figures[0])) > 1
    if only and all(_has_figure(target, figures[0]) for target in targets):
        return target_lists.by_figure(query, context, figure=figures[0])  # «chỉ có mỗi X là 50% thôi»
    if len(figures) > 1 and len(targets) == len(figures):
        return _verify_figures(query, context, targets, figures)
    if len(figures) > 1 and len(set(targets)) == 1 and query.frame.has_words(*_OR):
        return value(query.asking("target_value").about(targets[0]), context)  # «50% hay 80%»: none is claimed
    if targets:
        claimed = _claimed_of(query.frame, targets)
        if len(claimed) > 1 and query.frame.has_words(*_OF_BOTH):
            return _verify_figures(query, context, claimed, figures * len(claimed))
        answer = verify_figure(query, context, claimed, figures[0])
        dated = _verify_date(query, scope(query.asking("scope"), context)) if subject.kind == "target" and answer.response == "utter_claim_right" else None
        return dated or answer  # the figure may be right, and the day claimed with it wrong
    by_role = _verify_role(query, context) if query.organisations and subject.kind in ("target", "task") and _claims_role(query) else None
    if by_role is not None:
        return by_role
    if subject.kind == "target" and claims_all(query.frame) and not _has_figure(subject, _ALL) and not query.carried:
        return verify_figure(query, context, [subject], _ALL)
    if subject.kind == "target":
        return _verify_condition(query, context)
    if subject.kind == "organisation":
        return _verify_of_organisation(query, context)
    return _verify_statement(query, context, subject)


def _verify_statement(query: Query, context: Context, subject: Subject) -> Answer:
    """What a task, a topic or a pillar states about the claim."""
    claimed = _claimed_ask(query)
    if subject.kind == "task" and claimed not in TASK_ASKS:
        return one_task(query, context, subject)
    counted = verify_count(query, context) if is_background(subject) and not query.cues(subject) else None
    if counted is not None:
        return counted
    asked = query.asking(claimed)
    facts = facts_about(query, subject, (claimed, "definition"))
    if facts:
        return _as_claim(statement(asked, context, subject, facts))
    if subject.kind == "pillar":
        return target_lists.targets(query, context)  # «Chính phủ số có 5 chỉ tiêu đúng không»: the reader can count them
    if subject.kind == "task":
        return role(asked, context) if claimed in ROLE_ASKS else detail(query.asking("task_detail"), context)
    return topic(asked, context) if subject.kind == "topic" else not_stated(query, context)


def _verify_of_organisation(query: Query, context: Context) -> Answer:
    """What the topic states that the claim is about, else what the organisation leads."""
    claimed = _claimed_ask(query)
    topics = topics_for(query.plan, claimed) if claimed in TOPIC_ASKS else []
    if not topics:
        return organisation(query, context)
    stating = Subject(query.plan, topics[0])
    return _as_claim(statement(query, context, stating, facts_about(query, stating, (claimed,))))


def _may_claim_role(frame: Frame) -> bool:
    return frame.has_words(*LEADING_WORDS) or frame.likeliest(besides=_NOT_CLAIMED, least=_LEAST_OF_ROLE) in ROLE_ASKS


def _claims_role(query: Query) -> bool:
    """Whether the claim is about who leads or coordinates, which it is if nothing speaks for another matter."""
    if query.carried or query.frame.has_words(*LEADING_WORDS, *_COORDINATES) or _says_whose_it_is(query.frame):
        return True
    return query.frame.likeliest(besides=_NOT_CLAIMED) in _ROLE_CLAIMS


def _says_whose_it_is(frame: Frame) -> bool:
    """«X là phần Bộ Y», «X là Bộ Y làm đúng không»; not «bỏ X, Bộ Y làm vậy», «X Bộ Y làm xong rồi»."""
    for body in frame.of("organisation"):
        before = " ".join(frame.words_before(body)).rstrip()
        behind = [word for word in frame.all_words if word.start >= body.end][:2]
        after = [word.text for word in behind]
        if says(behind[:1], *HOLDS, exactly=True):
            return True  # «Bộ Công an nắm vụ đó»
        does = len(after) == 2 and (after[0] in _DOES and after[1] in _ENDS_CLAIM or before.endswith(" la") and after[0] in _DOES | {"dung"})
        by = before.endswith(f" {_BY}") and bool(set(after) & set(_IN_CHARGE))
        if before.endswith(_WHOSE) or does or by:
            return True
    return False


def _claimed_ask(query: Query) -> str:
    """What the claim is about: the next likeliest ask."""
    if query.frame.has_words(*LEADING_WORDS):
        return "lead"
    return query.frame.likeliest(besides=_NOT_CLAIMED) or "definition"


def _as_claim(answer: Answer) -> Answer:
    """A statement as the answer to a claim that only the reader can hold against it."""
    return replace(answer, response="utter_claim_statement") if answer.response == "utter_statement" else answer


def verify_figure(query: Query, context: Context, targets: Sequence[Subject], figure: str) -> Answer:
    """Whether *figure* is that of one of *targets*; else what the first one's is."""
    subject = next((candidate for candidate in targets if _has_figure(candidate, figure)), targets[0])
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan), "goal": goal(target, context), "claimed": _percent(figure, context)}
    if not figure_is(target, figure):
        response = "utter_claim_wrong"
    elif query.frame.has_words(*_AT_MOST) or _is_said_to_be_below(query.frame):
        response = "utter_claim_no_maximum"
    else:
        response = "utter_claim_right"
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, (), next_for_target(subject, context, told="target_value"),
        ask="target_value", subjects=(subject.ref,),
    )  # fmt: skip


def _is_said_to_be_below(frame: Frame) -> bool:
    figure = frame.of("figure")[:1]
    return bool(figure) and " ".join(frame.words_before(figure[0])).endswith(tuple(f" {word}" for word in _BELOW))


def _claimed_of(frame: Frame, targets: Sequence[Subject]) -> Sequence[Subject]:
    """The targets that the one figure in the sentence is claimed of: those named last before it, or by the words after it if none is.

    «hợp đồng điện tử 30%, bằng nền tảng số»: of the contracts; «ngoài hóa đơn ra, 50% hợp đồng»: of these; «cả hai đều 30%» claims it of both.
    """
    named = frame.of("target")
    figure = frame.of("figure")[0]
    if len(named) < 2 or frame.has_words(*_OF_BOTH):
        return targets
    before = [mention for mention in named if mention.start < figure.start and not " ".join(frame.words_before(mention)[-2:]).endswith(_BESIDES)]
    nearest = before[-1] if before else next((mention for mention in named if mention.start > figure.start), named[0])
    return [subject for subject in targets if subject.ref in nearest.values("target")] or targets


def _verify_figures(query: Query, context: Context, targets: Sequence[Subject], figures: Sequence[str]) -> Answer:
    """Each figure against the target beside it in the sentence."""
    right = all(_has_figure(subject, figure) for subject, figure in zip(targets, figures, strict=True))
    lines, sources = goals(targets, context)
    facts = {**period_facts(query.plan), "items": context.phrases.items(lines)}
    response = "utter_claims_right" if right else "utter_claims_wrong"
    return Answer(Outcome.ANSWERED, response, query.plan, facts, sources, ask="target_value", subjects=refs(targets), options=refs(targets))


def _has_figure(subject: Subject, figure: str) -> bool:
    return isinstance(subject.entry, Target) and figure_is(subject.entry, figure)


def _percent(figure: str, context: Context) -> str:
    low, _, high = figure.partition("-")
    numbers = Figure.construct(value=None, low=Decimal(low), high=Decimal(high)) if high else Figure.construct(value=Decimal(low), low=None, high=None)
    shown = [context.phrases.number(number) for number in dict.fromkeys(numbers.bounds)]
    return "-".join(shown) + "%"


def _verify_role(query: Query, context: Context) -> Answer | None:
    """Whether the organisation named leads (or coordinates) the task."""
    task_subject = task_of(query.subjects[0])
    if task_subject is None:
        return None
    task = task_subject.entry
    assert isinstance(task, Task)
    coordinates = query.frame.has_words(*_COORDINATES)
    ask = "coordinators" if coordinates else "lead"
    answer = of_task(query, context, task_subject, ask)
    if coordinates and query.frame.has_words(*LEADING_WORDS):
        leading = of_task(query, context, task_subject, "lead")
        if {"who"} <= answer.facts.keys() & leading.facts.keys():
            facts = {**leading.facts, "coordinators": answer.facts["who"]}
            return replace(leading, response="utter_claim_roles", facts=facts, sources=merged_sources((leading.sources, answer.sources)))
    if answer.outcome is not Outcome.ANSWERED:
        return answer
    named = {body.entry.id for body in query.organisations}
    holders = {holder.organisation for part in asked_parts(query, task) for holder in roles(part, ROLE_FIELDS[ask])}
    right = bool(named & holders)
    claimed = query.organisations[0].entry.name
    if "items" in answer.facts and not right:
        return replace(answer, response=f"utter_claim_{ask}_wrong_of_parts", facts={**answer.facts, "claimed": claimed})
    if "items" in answer.facts or (right and (len(named) > 1 or not query.frame.has_words(*LEADING_WORDS, *_COORDINATES, *_IN_CHARGE))):
        return answer  # «dịch hết thì bỏ, Bộ Giáo dục bảo vậy»: the body is right, and more than that is claimed
    return replace(answer, response=f"utter_claim_{ask}_{'right' if right else 'wrong'}", facts={**answer.facts, "claimed": claimed})


def _verify_condition(query: Query, context: Context) -> Answer:
    """A claim about who is counted, or by when, without a figure."""
    subject = query.subjects[0]
    own = stated(query, context, subject, ())
    if own is not None:
        return _as_claim(own)
    own_task = task_of(subject)
    if own_task is not None and query.cues(own_task):
        return _as_claim(statement(query, context, own_task, facts_about(query, own_task, ())))
    answer = scope(query.asking("scope"), context)
    return _verify_number_counted(query, answer) or _verify_date(query, answer) or _scope_as_claim(answer)


def _scope_as_claim(answer: Answer) -> Answer:
    return replace(answer, response="utter_claim_scope") if answer.response == "utter_scope" else answer


def _is_age(frame: Frame, number: Mention) -> bool:
    """«đủ 18 tuổi», «từ 18 trở lên»; not «chỉ tiêu thứ 13», «63 tỉnh thành»."""
    return next((word.text for word in frame.all_words if word.start >= number.end), "") in ("tuoi", "tro", "years")


def _verify_number_counted(query: Query, answer: Answer) -> Answer | None:
    """Whether an age claimed stands in what *answer*, the scope of a target, says is counted."""
    claimed = [mention.values("number")[0] for mention in query.frame.of("number") if _is_age(query.frame, mention)]
    counted = {word for word in answer.facts.get("scope", "").replace(",", " ").split() if word.isdigit()}
    if not claimed or not counted or answer.response != "utter_scope":
        return None
    if counted.intersection(claimed):
        return replace(answer, response="utter_claim_scope_right")
    return replace(answer, response="utter_claim_scope_wrong", facts={**answer.facts, "claimed": claimed[0]})


def _verify_date(query: Query, answer: Answer) -> Answer | None:
    """Whether a date claimed is that from which the target holds; *answer*: its scope."""
    target = query.subjects[0].entry
    dates = query.frame.values("date")
    if not dates or not isinstance(target, Target) or not target.conditions:
        return None
    levels = _levels_claimed(query.frame)
    claimed = [condition for condition in target.conditions if not levels or condition.level.value in levels]
    wrong = [condition for condition in claimed if not same_day(condition.start, dates[0])]
    mistaken = "utter_claim_date_wrong" if levels or len(wrong) == len(claimed) else "utter_claim_date_by_level"
    text = " ".join(dict.fromkeys(condition.text for condition in claimed or target.conditions))
    return replace(answer, response=mistaken if wrong else "utter_claim_date_right", facts={**answer.facts, "text": text})


def _levels_claimed(frame: Frame) -> set[str]:
    """The levels that a claim is about; «cấp huyện cũng từ 1/6 như cấp tỉnh» is one about the first."""
    likened = min((word.start for word in frame.words if word.text in _LIKENING), default=None)
    return {level for mention in frame.of("level") for level in mention.values("level") if likened is None or mention.start < likened}
