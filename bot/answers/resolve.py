"""From a frame with holes to a query: holes are filled from the conversation, or the bot asks back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.answers.frame import SUBJECT_KINDS, Frame, Mention
from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.language.interrogatives import asks_outright, asks_something
from bot.language.numbers import read_ordinal
from bot.plan.find import Library, Subject, cites_document, facts_for, topics_for
from bot.plan.model import Plan, Topic

# Which kinds of subject an ask goes with, best first.
_TARGET_FIRST = ("target", "task", "topic", "pillar", "organisation")
_TASK_FIRST = ("task", "target", "topic", "organisation", "pillar")
KINDS_FOR_ASK: dict[str, tuple[str, ...]] = {
    "target_value": _TARGET_FIRST,
    "deadline": _TARGET_FIRST,
    "scope": _TARGET_FIRST,
    "compare": _TARGET_FIRST,
    "verify_claim": _TARGET_FIRST,
    "achieved_result": _TARGET_FIRST,
    "definition": _TARGET_FIRST,
    "lead": _TASK_FIRST,
    "coordinators": _TASK_FIRST,
    "task_detail": _TASK_FIRST,
    "purpose": _TASK_FIRST,
    "monitoring": ("topic", "task", "target"),
    "founding": ("topic", "task", "target"),
    "training": ("topic", "task", "target"),
    "composition": ("topic", "task", "organisation"),
    "current_status": ("organisation", "topic", "task", "target"),
    "organisation_duties": ("organisation", "topic", "task", "target"),
    "list_targets": ("pillar", "organisation", "task", "target", "topic"),
    "list_tasks": ("organisation", "pillar", "task", "topic"),
    "count": ("topic", "organisation", "pillar", "task", "target"),
    "belongs_to": _TARGET_FIRST,
}
# Asks about a document or a body: answered by the topic that states them, named or not.
TOPIC_ASKS = frozenset(
    ("document_number", "issue_date", "signer", "document_title", "legal_basis", "chair", "composition", "founding", "training", "monitoring", "current_status")
)
_DOCUMENT_ASKS = frozenset(("document_number", "issue_date", "signer", "document_title", "legal_basis", "chair"))
# Asks that mean something without a subject.
FREE_ASKS = frozenset(("list_targets", "list_tasks", "count", "source", "reverse_lookup"))
SMALL_TALK = frozenset(("greet", "goodbye", "thank", "help", "bot_challenge", "affirm", "deny", "complaint", "repeat"))
OUTSIDE = frozenset(("office_holder_today", "budget", "procedure", "off_topic"))
# After a refusal, «thế mục tiêu 2022 là gì» means the goal of what was refused.
_LOOSE_ASKS = frozenset(("list_targets", "target_value", "definition", "count"))
_ORDINAL_WORDS = frozenset(("thu", "cai", "dau", "cuoi", "first", "second", "third", "last"))
# Moves that say nothing of what is asked.
WITHOUT_ASK = frozenset(("change_subject", "pick_option", "more", "affirm", "deny", "greet", "thank", "complaint", "repeat"))
DEFAULT_ASK = {"target": "target_value", "task": "task_detail", "topic": "definition", "organisation": "organisation_duties", "pillar": "list_targets"}
LEAST_SURE = 0.30
SURE, DOUBTFUL = 0.80, 0.45
_FIGURE_ASKS = frozenset(("target_value", "verify_claim", "change_subject", "definition", "list_tasks", "count", "affirm", "deny", "complaint"))
_OTHER_FIGURE_ASKS = frozenset(("reverse_lookup", "achieved_result", "compare", "list_targets", "belongs_to", "deadline", "scope"))
_GOAL_ASKS = frozenset(("target_value", "count", "change_subject", "list_targets"))
_PRONOUNS = ("no", "ho", "to do", "to nay", "ben do", "ban do", "nhom do")
_RETORTS = frozenset(("affirm", "deny", "complaint"))
_UNLISTED_ASKS = frozenset(("target_value", "deadline", "compare", "change_subject", "achieved_result", "count", "definition", "list_targets"))
# Asks for a figure of a target: a body named beside the target is only its setting.
_VALUE_ASKS = frozenset(("target_value", "deadline", "achieved_result"))


class Problem(str, Enum):
    """Why a frame could not be resolved."""

    UNLISTED = "unlisted"
    NOTHING_NAMED = "nothing_named"
    SEVERAL_MEANT = "several_meant"
    UNKNOWN_SUBJECT = "unknown_subject"


@dataclass(frozen=True)
class Query:
    """A frame whose holes are filled. facts: cued facts as (owner ref, fact id); part: a cued part of the task.

    options: refs between which the citizen must choose (with problem SEVERAL_MEANT).
    """

    ask: str
    plan: Plan
    frame: Frame
    subjects: tuple[Subject, ...] = ()
    organisations: tuple[Subject, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    part: str | None = None
    options: tuple[Subject, ...] = ()
    carried: bool = False
    problem: Problem | None = None

    @property
    def subject(self) -> Subject | None:
        """The first subject."""
        return self.subjects[0] if self.subjects else None


class Resolver:
    """Resolves the frames of one message, in order, against what the conversation remembers."""

    def __init__(self, library: Library, memory: Memory) -> None:
        self._library = library
        self._memory = memory

    def resolve(self, frame: Frame) -> Query:
        """The query that *frame* means now."""
        plan = self._plan_of(frame)
        frame = self._settle_ask(frame)
        mentions = self._without_negated(frame, [mention for mention in frame.of(*SUBJECT_KINDS, "part")])
        candidates = [self._candidates(mention, plan) for mention in mentions]
        named = [group for group in candidates if group]
        query = Query(frame.ask, plan, frame, facts=self._cued_facts(frame, plan), part=self._part(mentions))
        numbered = self._numbered_task(frame, plan)
        if numbered is not None:
            named.append([numbered])
        if not named and not frame.of("fact") and frame.ask != "compare":
            picked = self._picked(frame)
            if picked is not None:
                query = replace(query, subjects=(picked,), carried=True)
                fits = self._fits(frame.ask, picked) or frame.ask in ("verify_claim", "belongs_to", "source", "achieved_result")
                return query if fits and not self._lacks_ask(frame) else self._with_carried_ask(query, frame)
        alone = not named and not self._memory.turns and frame.ask not in OUTSIDE | SMALL_TALK
        if frame.of("unlisted") and (frame.ask in _UNLISTED_ASKS or alone):
            query = self._with_named(query, named)
            return replace(query, problem=Problem.UNLISTED, subjects=query.subjects)
        query = self._with_named(query, named)
        if query.problem is not None:
            return query
        query = self._without_mere_setting(query)
        if query.subjects:
            return self._with_carried_ask(query, frame) if self._lacks_ask(frame) else query
        return self._without_subject(query)

    # -- the plan and the ask

    def _plan_of(self, frame: Frame) -> Plan:
        for year in frame.values("year"):
            plan = self._library.for_year(int(year))
            if plan is not None:
                return plan
        for ref in self._memory.last_subjects():
            subject = self._library.subject(ref)
            if subject is not None:
                return subject.plan
        return self._library.default

    def _lacks_ask(self, frame: Frame) -> bool:
        if frame.ask in WITHOUT_ASK or (frame.confidence < LEAST_SURE and frame.ask not in OUTSIDE):
            return True
        if frame.mentions and not frame.words:  # «cấp tỉnh?», «2022»
            return True
        last = self._memory.last
        if last is None:
            return False
        if last.outcome == Outcome.ASK_BACK.value and last.ask is not None and not asks_something(frame.all_words):
            return True  # the answer to what the bot asked back
        return last.outcome == Outcome.OUT_OF_PLAN.value and frame.ask in _LOOSE_ASKS and not frame.of(*SUBJECT_KINDS)

    def _settle_ask(self, frame: Frame) -> Frame:
        """What the mentions say about the ask against what the classifier says."""
        if frame.of("tense") and frame.ask in _GOAL_ASKS and not frame.of("figure"):
            return frame.asking("achieved_result")  # a goal must never be told as what was reached
        doubtful = frame.of("fact", *SUBJECT_KINDS) or (self._memory.turns and frame.confidence < DOUBTFUL)
        asking = asks_something(frame.words) if doubtful else frame.ask in _RETORTS and bool(self._memory.turns) and asks_outright(frame.words)
        if frame.ask in SMALL_TALK and asking:
            asked = next((ask for ask, _ in frame.ranking if ask not in WITHOUT_ASK | SMALL_TALK | OUTSIDE), None)
            return frame.asking(asked) if asked is not None else frame
        if frame.ask == "pick_option" and asks_something(tuple(word for word in frame.words if word.text not in _ORDINAL_WORDS)):
            asked = next((ask for ask, confidence in frame.ranking if ask not in WITHOUT_ASK | SMALL_TALK | OUTSIDE and confidence >= 0.02), None)
            return frame.asking(asked) if asked is not None else frame
        if frame.ask in OUTSIDE and frame.confidence < SURE and frame.of("target", "task", "part", "topic") and not frame.of("unlisted"):
            inside = next((ask for ask, _ in frame.ranking if ask not in OUTSIDE | SMALL_TALK), None)
            return frame.asking(inside) if inside is not None else frame
        # Where a percent stands beside a target, its truth is asked; a claimed figure is never left without a word.
        claimed = frame.ask in _FIGURE_ASKS or (frame.confidence < SURE and frame.ask not in _OTHER_FIGURE_ASKS)
        if frame.values("figure") and frame.of("target") and claimed:
            return frame.asking("verify_claim")
        last = self._memory.last
        if (
            frame.ask == "list_targets"
            and last
            and last.ask in ("list_tasks", "count")
            and last.options
            and not frame.of("kind", *SUBJECT_KINDS)
            and not frame.has_words("muc tieu")
        ):
            first = self._library.subject(last.options[0])
            if first is not None and first.kind == "task":
                return frame.asking("list_tasks")
        if frame.ask == "lead" and frame.of("organisation") and not frame.of("task", "target", "topic", "part") and not self._memory.last_subjects():
            return frame.asking("organisation_duties")
        return frame

    def _with_carried_ask(self, query: Query, frame: Frame) -> Query:
        """A subject without an ask takes the ask before it, or what was last asked about it, or its usual ask."""
        subject = query.subjects[0]
        last = self._memory.last
        before = last.ask if last else None
        if before == "organisation_duties" and subject.kind in ("target", "task"):
            before = "lead"  # «Bộ Y tế chủ trì gì? – Thế dạy học trực tuyến?»
        candidates = [before, self._memory.ask_about(subject.ref)]
        if frame.ask == "more" or any(_related(subject, owner) for owner in self._owners(query)):
            candidates = ["task_detail"]
        for ask in candidates:
            if ask is not None and ask not in WITHOUT_ASK | SMALL_TALK | OUTSIDE and self._fits(ask, subject):
                return replace(query, ask=ask, carried=True)
        return replace(query, ask=DEFAULT_ASK[subject.kind])

    def _owners(self, query: Query) -> tuple[Subject, ...]:
        """The subjects of the statements that the question points to."""
        return tuple(subject for subject in (self._library.subject(owner) for owner, _ in query.facts) if subject is not None)

    def _fits(self, ask: str, subject: Subject) -> bool:
        if ask in TOPIC_ASKS or subject.kind == "topic":
            return bool(facts_for(subject.entry, ask))
        if ask in ("list_targets", "count", "list_tasks", "source", "reverse_lookup"):
            return subject.kind in ("pillar", "organisation") and ask != "reverse_lookup"
        if ask in ("verify_claim", "compare", "achieved_result"):
            return False
        if subject.kind in ("organisation", "pillar"):
            return ask in ("organisation_duties", "coordinators", "task_detail", "target_value") and subject.kind == "organisation"
        return ask in KINDS_FOR_ASK

    # -- subjects

    def _candidates(self, mention: Mention, plan: Plan) -> list[Subject]:
        """What a mention may stand for in *plan*, or in the default plan where that one lacks it."""
        refs = [*mention.values(*SUBJECT_KINDS), *(value.rsplit("/", 1)[0] for value in mention.values("part"))]
        subjects = [subject for subject in (self._library.subject(ref) for ref in dict.fromkeys(refs)) if subject is not None]
        return [subject for subject in subjects if subject.plan.id == plan.id] or subjects

    def _without_negated(self, frame: Frame, mentions: list[Mention]) -> list[Mention]:
        """«hợp đồng chứ không phải hóa đơn»: a subject that is put aside is none, as long as another is named."""
        kept = []
        for index, mention in enumerate(mentions):
            begin = mentions[index - 1].end if index else 0
            before = " ".join(word.text for word in frame.words if begin <= word.start < mention.start)
            negated = before.endswith(("khong phai", "khong phai la", "khong hoi", "chu khong phai", "khong phai cai", "dung noi", "nham voi"))
            if not negated or frame.ask == "verify_claim":
                kept.append(mention)
        return kept or mentions

    def _part(self, mentions: Iterable[Mention]) -> str | None:
        return next((value.rsplit("/", 1)[1] for mention in mentions for value in mention.values("part")), None)

    def _with_named(self, query: Query, named: list[list[Subject]]) -> Query:
        """Choose among the readings of each mention by the ask; organisations beside other subjects limit them."""
        ask = self._effective_ask(query)
        order = KINDS_FOR_ASK.get(ask, _TARGET_FIRST)
        if "task" in query.frame.values("kind"):  # «nhiệm vụ phổ cập cáp quang» is the task, whatever else goes by the name
            order = _TASK_FIRST
        shared = set.intersection(*({subject.ref for subject in group if subject.kind == "task"} for group in named)) if len(named) > 1 else set()
        if shared and "task" in query.frame.values("kind"):
            named = [[subject for subject in named[0] if subject.ref in shared]]
        chosen: list[list[Subject]] = []
        for group in named:
            kinds = sorted({subject.kind for subject in group}, key=lambda kind: order.index(kind) if kind in order else len(order))
            chosen.append([subject for subject in group if subject.kind == kinds[0]])
        organisations = [group[0] for group in chosen if group[0].kind == "organisation"]
        others = [group for group in chosen if group[0].kind != "organisation"]
        others = _without_background(others, ask, {owner for owner, _ in query.facts})
        bodies = [group for group in others if group[0].kind == "topic" and not _is_background(group[0])]
        if bodies and ask not in _VALUE_ASKS:  # what a team or a board does with a target is asked of the team
            others = bodies
        if ask not in ("list_targets", "count", "compare") and any(group[0].kind != "pillar" for group in others):
            others = [group for group in others if group[0].kind != "pillar"]
        if ask == "belongs_to":
            others = [group for group in others if group[0].kind != "pillar"]
        if ask in ("list_targets", "count") and any(group[0].kind == "pillar" for group in others):
            others = [group for group in others if group[0].kind == "pillar"]
        stated = any(facts_for(subject.entry, ask) or not _is_background(subject) for group in others for subject in group if subject.kind == "topic")
        pointed = any(_related(subject, owner) for group in others for subject in group for owner in self._owners(query))
        if query.ask in _DOCUMENT_ASKS and not stated and not pointed and not self._lacks_ask(query.frame):
            return replace(query, organisations=tuple(organisations))
        groups = others or [[organisation] for organisation in organisations]
        if ask in ("organisation_duties", "current_status", "list_tasks") and organisations and not bodies:
            groups = [[organisation] for organisation in organisations]
        ambiguous = next((group for group in groups if len(group) > 1), None)
        if ambiguous is not None and len(groups) > 1:  # another mention may settle it: «hồ sơ … y tế»
            settled = {subject.ref for group in groups if len(group) == 1 for subject in group}
            groups = [group for group in groups if len(group) == 1 or not settled.intersection(subject.ref for subject in group)]
            ambiguous = next((group for group in groups if len(group) > 1), None)
        if ambiguous is not None:
            remembered = [subject for subject in ambiguous if subject.ref in self._memory.last_subjects()]
            if len(remembered) == 1:
                groups = [remembered if group is ambiguous else group for group in groups]
            else:
                return replace(query, ask=ask, options=tuple(ambiguous), problem=Problem.SEVERAL_MEANT, organisations=tuple(organisations))
        subjects = tuple(dict.fromkeys(group[0] for group in groups))
        return replace(query, subjects=subjects, organisations=tuple(organisations))

    def _without_mere_setting(self, query: Query) -> Query:
        """A subject that only sets the scene of a follow-up: «còn tỉnh thành?», «kế hoạch riêng của họ» about the boards."""
        remembered = [subject for subject in map(self._library.subject, self._memory.last_subjects()) if subject is not None]
        if not remembered or not query.subjects:
            return query
        groups_only = all(subject.kind == "organisation" and not getattr(subject.entry, "head", None) for subject in query.subjects)
        cued = any(owner == remembered[0].ref for owner, _ in query.facts)
        asked_of_it = self._lacks_ask(query.frame) or bool(facts_for(remembered[0].entry, query.ask))
        last = self._memory.last
        bodies_only = all(subject.kind == "organisation" and getattr(subject.entry, "head", None) for subject in query.subjects)
        claims_role = query.ask == "lead" or (query.ask == "verify_claim" and last is not None and last.ask != "organisation_duties")
        if bodies_only and claims_role and remembered[0].kind in ("target", "task"):  # «ủa không phải Bộ Công an à», «ai chủ trì vụ này, Bộ Công an hả»
            return replace(query, ask="verify_claim", subjects=(remembered[0],), organisations=query.subjects, carried=True)
        if query.ask == "compare" and len(query.subjects) == 1 and remembered[0].kind == "target" and remembered[0] != query.subjects[0]:
            return replace(query, subjects=(remembered[0], query.subjects[0]), carried=True)
        states_it = remembered[0].kind == "topic" and not _is_background(remembered[0]) and bool(facts_for(remembered[0].entry, query.ask))
        if states_it and all(_is_background(subject) for subject in query.subjects):  # «văn bản đó số mấy» of the guideline just told
            return replace(query, subjects=(remembered[0],), carried=True)
        if remembered[0].kind != "topic" or _is_background(remembered[0]):
            return query
        if (groups_only and asked_of_it) or (cued and all(_is_background(subject) for subject in query.subjects)):
            return replace(query, subjects=(remembered[0],), carried=True)
        return query

    def _effective_ask(self, query: Query) -> str:
        """The ask to choose readings by: that of the turn before where the message has none."""
        if self._lacks_ask(query.frame) and self._memory.last and self._memory.last.ask:
            return self._memory.last.ask
        return query.ask

    def _numbered_task(self, frame: Frame, plan: Plan) -> Subject | None:
        """«nhiệm vụ số 5», «nhiệm vụ thứ 5»: a number after the word, not before it."""
        for kind in frame.mentions:
            if "task" not in kind.values("kind"):
                continue
            for number in frame.of("number"):
                between = [word.text for word in frame.words if kind.end <= word.start < number.start]
                if number.start >= kind.end and (not between or between in (["so"], ["thu"], ["trong", "tam", "so"], ["trong", "tam", "thu"])):
                    value = number.values("number")[0]
                    task = next((task for task in plan.tasks if str(task.number) == value), None)
                    if task is not None:
                        return Subject(plan, task)
            after = [word.text for word in frame.words if word.start >= kind.end][:2]
            ordinal = read_ordinal(after) if after[:1] in (["so"], ["thu"], ["dau"], ["cuoi"]) else None
            if ordinal is not None:
                ordered = sorted(plan.tasks, key=lambda task: task.number)
                if ordinal == -1 or 1 <= ordinal <= len(ordered):
                    return Subject(plan, ordered[ordinal if ordinal == -1 else ordinal - 1])
        return None

    def _picked(self, frame: Frame) -> Subject | None:
        """The option or earlier subject that an ordinal chooses."""
        numbers = [(mention.start, mention.values("number")[0]) for mention in frame.of("number")]
        words = [text for _, text in sorted([*((word.start, word.text) for word in frame.words), *numbers])]
        ordinal = read_ordinal(words)
        if ordinal is None or (frame.ask != "pick_option" and not _ORDINAL_WORDS.intersection(words)):
            return None
        last = self._memory.last
        refs: Sequence[str] = last.options if last and len(last.options) > 1 else self._memory.subjects_in_order()
        if {"hoi", "noi"}.intersection(words):  # «cái đầu tiên tôi hỏi»
            refs = self._memory.subjects_in_order()
        if not refs or ordinal > len(refs):
            return None
        return self._library.subject(refs[ordinal if ordinal == -1 else ordinal - 1])

    # -- holes

    def _without_subject(self, query: Query) -> Query:
        """No subject is named: some asks need none, others take the conversation's, the rest are asked back."""
        frame = query.frame
        remembered = tuple(subject for subject in map(self._library.subject, self._memory.last_subjects()) if subject is not None)
        last = self._memory.last
        corrected = frame.ask in _LOOSE_ASKS | SMALL_TALK | WITHOUT_ASK and frame.of("year", "level")
        if last is not None and last.outcome == Outcome.OUT_OF_PLAN.value and last.ask and remembered and corrected:
            return replace(query, ask=last.ask if last.ask != "achieved_result" else "target_value", subjects=remembered, carried=True)
        if frame.ask in SMALL_TALK | OUTSIDE and frame.ask != "repeat":
            return query
        owners = self._owners(query)
        kept = [subject for subject in remembered if any(_related(subject, owner) for owner in owners)]
        if owners and not kept and remembered and remembered[0].kind == "topic" and facts_for(remembered[0].entry, frame.ask):
            owners = ()
        if owners:
            return replace(query, subjects=(kept[0],) if kept and kept[0] in owners else owners[:1], carried=bool(kept))
        if remembered and not frame.of("topic"):
            if frame.ask == "issue_date" and remembered[0].kind == "target":
                return replace(query, ask="deadline", subjects=remembered, carried=True)
            dated = frame.of("date") and frame.ask in ("reverse_lookup", "verify_claim")
            if dated and remembered[0].kind == "topic" and facts_for(remembered[0].entry, "deadline"):
                return replace(query, ask="deadline", subjects=remembered, carried=True)
            if frame.ask in ("list_tasks", "count") and remembered[0].kind == "topic" and frame.has_words(*_PRONOUNS):
                return replace(query, ask="organisation_duties", subjects=remembered, carried=True)
        if frame.ask in TOPIC_ASKS:
            return self._topic_for(query, remembered)
        if frame.ask == "reverse_lookup" and remembered and remembered[0].kind == "target" and not frame.of("figure", "date", "number"):
            return replace(query, ask="scope", subjects=remembered, carried=True)
        if frame.ask in FREE_ASKS and not (frame.ask == "count" and remembered and not frame.of("kind", "number")):
            return query
        follows = remembered and not frame.unknown
        if frame.ask in WITHOUT_ASK or frame.confidence < LEAST_SURE:
            if follows and last and last.ask and (frame.of("year", "level", "place", "figure", "date") or frame.ask in ("more", "affirm", "repeat")):
                ask = {"more": "task_detail"}.get(frame.ask, last.ask)
                if frame.of("figure"):
                    ask = "verify_claim"
                return replace(query, ask=ask, subjects=remembered, carried=True)
            asked = next((ask for ask, _ in frame.ranking if ask not in WITHOUT_ASK | SMALL_TALK | OUTSIDE), None)
            if follows and asked is not None and asks_something(frame.words):
                return replace(query, ask=asked, subjects=remembered, carried=True)
            if frame.unknown:
                return replace(query, problem=Problem.UNKNOWN_SUBJECT)
            return replace(query, problem=Problem.NOTHING_NAMED)
        if frame.ask == "compare" and len(self._memory.subjects_in_order()) >= 2:
            pair = [self._library.subject(ref) for ref in self._memory.subjects_in_order()[-2:]]
            return replace(query, subjects=tuple(subject for subject in pair if subject is not None), carried=True)
        if follows and frame.of("level") and not getattr(remembered[0].entry, "conditions", ()):
            earlier = self._levelled()  # «còn cấp huyện?» goes back to what differs between levels
            if earlier is not None:
                return replace(query, subjects=(earlier,), carried=True)
        if follows:
            return replace(query, subjects=remembered, carried=True)
        if frame.unknown:
            return replace(query, problem=Problem.UNKNOWN_SUBJECT)
        return replace(query, problem=Problem.NOTHING_NAMED)

    def _levelled(self) -> Subject | None:
        """The last target talked about whose conditions differ between levels of administration."""
        subjects = (self._library.subject(ref) for ref in reversed(self._memory.subjects_in_order()))
        return next((subject for subject in subjects if subject is not None and getattr(subject.entry, "conditions", None)), None)

    def _topic_for(self, query: Query, remembered: tuple[Subject, ...]) -> Query:
        """The topic talked about if it states the ask, else the one topic that does."""
        for subject in remembered:
            if subject.kind == "topic" and facts_for(subject.entry, query.ask):
                return replace(query, subjects=(subject,), carried=True)
        topics = topics_for(query.plan, query.ask)
        if not topics:
            return replace(query, problem=Problem.UNKNOWN_SUBJECT if query.frame.unknown else Problem.NOTHING_NAMED)
        return replace(query, subjects=(Subject(query.plan, topics[0]),))

    def _cued_facts(self, frame: Frame, plan: Plan) -> tuple[tuple[str, str], ...]:
        found = []
        for value in frame.values("fact"):
            owner, _, fact = value.rpartition("/")
            if owner.startswith(f"{plan.id}/"):
                found.append((owner, fact))
        for code in frame.values("document"):
            found += [(f"{plan.id}/{topic.id}", fact.id) for topic in plan.topics for fact in topic.facts if cites_document(fact.text, code)]
        return tuple(dict.fromkeys(found))


def _is_background(subject: Subject) -> bool:
    return isinstance(subject.entry, Topic) and subject.entry.background


def _without_background(groups: list[list[Subject]], ask: str, cued: set[str]) -> list[list[Subject]]:
    """Topics named in passing give way to any other subject, unless what is asked is theirs alone.

    Of a question that only a topic can answer, background that does not state it is no subject either. cued: owners of
    statements that the question points to; of several background topics those go first.
    """
    groups = sorted(groups, key=lambda group: group[0].ref not in cued) if all(_is_background(group[0]) for group in groups) else groups
    if ask in TOPIC_ASKS:
        stating = [group for group in groups if any(facts_for(subject.entry, ask) for subject in group)]
        named = [group for group in groups if group[0].kind == "topic" and not _is_background(group[0])]
        if stating:
            return [group for group in stating if not _is_background(group[0])] or named or stating
        groups = [group for group in groups if not _is_background(group[0])]
    front = [group for group in groups if not _is_background(group[0])]
    return front or groups[:1]


def _related(one: Subject, other: Subject) -> bool:
    """The same subject, or a target and its task."""
    if one == other:
        return True
    tasks = [getattr(subject.entry, "task", None) for subject in (one, other)]
    return tasks[0] == other.entry.id or tasks[1] == one.entry.id
