"""The fact that a question is after, where the ranking of facts is sure of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.answers.asks import DOCUMENT_ASKS, KEY_TASKS, LEADING_WORDS, OF_ONE_BODY, OUTSIDE, ROLE_ASKS
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS
from bot.answers.qualifiers import claims_all
from bot.answers.query import Query
from bot.answers.resolve.asking import asks_only_when
from bot.answers.resolve.leaders import asks_for_every_leader, asks_which_body
from bot.answers.resolve.mentions import points_back
from bot.answers.resolve.outright import SETTLED
from bot.answers.resolve.sureness import is_unsure
from bot.answers.subjects import are_related, can_be_asked, is_background
from bot.language.interrogatives import asks_something
from bot.plan.find import Subject, dates_in, documents_in, facts_for
from bot.plan.model import Fact

SURE_OF_FACT = 0.7  # how likely the facts of one subject must be together
SURE_OF_LIST = 0.7  # how sure the classifier must be of a list or a count to keep a fact out
UNSURE_OF_ASK, VERY_SURE_OF_FACT = 0.5, 0.9  # between these a fact stands in for a field
SURE_OF_NEW_SUBJECT = 0.8  # how likely a fact must be to be told though its subject is neither named nor talked about
WHOLLY_SURE = 0.99
SURE_BY_CUE = 0.95  # the same where its own words stand in the question
LEAST_OTHER = 0.05  # how likely another ask must be for a claim beside an organisation to be about more than its role
_WHICH_OF_THEM = (
    "trong do cai nao",
    "trong do co cai nao",
    "trong do viec nao",
    "trong so do",
    "trong do nhiem vu nao",
    "cai nao lam ve",
    "cai nao ve",
    "viec nao ve",
)
_OF_TODAY = ("con", "het", "nua", "gio", "bay gio", "nay", "sap nhap", "giai the", "thay", "now", "today", "still", "since")
_OF_MONEY_OR_STEPS = frozenset(("procedure", "budget"))
_EACH = ("moi", "tung", "each", "every")  # «mỗi nhiệm vụ được ghi những gì»
LEAST_AGAIN = 0.1  # how likely the fact just told must be
# Asks that no statement may stand in for while the classifier is this sure of them; for money and steps one whose words stand there may.
_NEVER_STATED, SURE_OF_ASK = OUTSIDE | {"achieved_result", "reverse_lookup"}, 0.7
# What is said of targets and tasks in fields of their own, and lists of them: a fact stands in for it only if it answers that ask.
_OF_FIELDS = frozenset(("target_value", "deadline", "scope", "lead", "coordinators", "belongs_to", "organisation_duties", "task_detail", "definition"))
_LOOSE_FIELDS = frozenset(("deadline", "scope", "definition", "belongs_to"))  # which the classifier takes for what a statement says
_OF_DOCUMENT = frozenset(("document_number", "document_title", "legal_basis", "founding"))
_OF_DAY = frozenset(("issue_date", "deadline"))
_OF_LISTS = frozenset(("count", "list_targets", "list_tasks"))


def with_fact(query: Query, conversation: Conversation) -> Query | None:
    """The query about the subject whose facts its question is surely after, or None; of a target or task with the fact.

    In a conversation that subject must be what is talked about, or what the message names.
    """
    frame = query.frame
    if not frame.facts or frame.values("figure") or frame.of("document"):
        return None
    of_other_year = any(year != str(query.plan.year) for year in frame.values("year"))
    if frame.of("unlisted") and (of_other_year or frame.facts[0][1] < VERY_SURE_OF_FACT):
        return None
    if asks_only_when(frame, conversation) or asks_for_every_leader(frame) or _asks_which_of_tasks(query, conversation):
        return None
    if frame.ask == "verify_claim" and frame.of("organisation") and frame.of("task", "target") and frame.has_words(*LEADING_WORDS):
        return None  # «bộ y tế chủ trì luôn dạy học trực tuyến, phải vậy không»
    if frame.ask in {"change_subject", *ROLE_ASKS} and frame.of("part") and conversation.last is not None and conversation.last.ask in ROLE_ASKS:
        return None  # «thế phần tuyên truyền thì sao» after who leads the other half
    ref, probability = frame.facts[0]
    pointed_to = ref in frame.values("fact") and probability >= SURE_BY_CUE  # «sổ y bạ giấy vứt được chưa»
    never_stated = frame.ask in _NEVER_STATED and frame.confidence >= (SURE_OF_NEW_SUBJECT if pointed_to else SURE_OF_ASK)
    if never_stated and (frame.ask not in _OF_MONEY_OR_STEPS or frame.facts[0][1] < VERY_SURE_OF_FACT):
        return None
    told = _told_of_document(query, conversation)
    if told is not None:
        return replace(query.about(told[0]), ask=next(iter(told[1].asks), query.ask), plan=told[0].plan, carried=True, fact=told[1].id)
    by_name = _named_by_name(query, conversation)
    if by_name is not None:
        return replace(query.about(by_name[0]), plan=by_name[0].plan, fact=by_name[1].id)
    best = (
        _likeliest(query, conversation)
        or _likely_of_remembered(query, conversation)
        or _told(query, conversation)
        or _pointed_to_of_remembered(query, conversation)
    )
    if best is None:
        return None
    owner, fact = best
    refs = [ref.rpartition("/")[0] if kind == "part" else ref for mention in frame.mentions for kind, ref in mention.readings]
    named = [subject for subject in map(conversation.library.subject, refs) if subject is not None]
    is_named = any(are_related(subject, owner) for subject in named)
    is_known = any(are_related(subject, owner) for subject in conversation.remembered()) or _was_listed(owner, conversation)
    if never_stated and not _is_pointed_to(query, owner, fact, conversation):
        return None
    if frame.ask == "purpose" and frame.confidence >= SETTLED and not is_named:
        return None  # «mục tiêu chung của kế hoạch»
    if is_named and _is_mere_document(owner, query, conversation):
        return None
    probability = dict(frame.facts).get(f"{owner.ref}/{fact.id}", 0.0)
    if frame.ask == "count" and "task" in frame.values("kind") and frame.has_words(*KEY_TASKS) and probability < VERY_SURE_OF_FACT:
        return None
    if frame.ask == "compare" and (len(_topics_compared(named, conversation)) > 1 or _is_compared_with_remembered(named, conversation)):
        return None
    if frame.ask == "verify_claim" and f"{owner.ref}/{fact.id}" not in frame.values("fact") and claims_all(frame):
        return None  # «mọi cơ quan đều phải mở hết dữ liệu»: the share is to be said
    if _is_of_today_only(fact) and not _asks_of_today(query, owner, fact):
        return None
    if frame.ask == "verify_claim" and frame.of("date") and any(getattr(subject.entry, "conditions", ()) for subject in named):
        return None  # the day itself is to be confirmed or corrected
    sure = _begins_another_matter(query, owner, fact, conversation)
    if not is_named and not is_known and not sure and (conversation.has_begun or points_back(frame)):
        return None
    pointed_to = is_named or is_known or sure or query.cues(owner)
    if frame.ask in _OF_FIELDS and not pointed_to:  # «ai chủ trì» of nothing: to be asked back
        return None
    if frame.ask not in fact.asks:
        if not _may_be_a_fact(query, owner, fact, named):
            return None
        fact = _of_sure_ask(query, owner) or fact
    return replace(query.about(owner), plan=owner.plan, carried=not is_named, fact=fact.id)


def _likely_of_remembered(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """The likeliest fact of what is talked about, where the classifier cannot tell what is asked: «dịch lui rồi thì cất hết à»."""
    frame = query.frame
    if not is_unsure(frame) or frame.mentions:
        return None
    found = conversation.library.fact(frame.facts[0][0]) if frame.facts[0][1] >= UNSURE_OF_ASK else None
    return found if found is not None and any(are_related(subject, found[0]) for subject in conversation.remembered()) else None


def _named_by_name(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """A document that is no subject of its own, and whose number or day is asked: «Chương trình … được phê duyệt tại quyết định số mấy»."""
    likeliest = conversation.library.fact(query.frame.facts[0][0])
    if query.ask not in _OF_DOCUMENT | {"issue_date"} or likeliest is None:
        return None
    cited = set(documents_in(likeliest[1].text))
    ranked = dict(query.frame.facts)
    named = (conversation.library.fact(ref) for ref in query.frame.values("fact") if ranked.get(ref, 0.0) >= LEAST_AGAIN)
    return next(((owner, fact) for owner, fact in filter(None, named) if not fact.asks and cited.intersection(documents_in(fact.text))), None)


def _is_of_today_only(fact: Fact) -> bool:
    return fact.asks == ("current_status",)


def _asks_of_today(query: Query, owner: Subject, fact: Fact) -> bool:
    """Whether what has become of something is asked, or may be; not «tới ngày mấy huyện mới phải số hóa»."""
    frame = query.frame
    may_be = dict(frame.ranking).get("current_status", 0.0) >= LEAST_AGAIN
    return frame.ask == "current_status" or may_be or f"{owner.ref}/{fact.id}" in frame.values("fact") or frame.has_words(*_OF_TODAY) or bool(frame.of("year"))


def _asks_which_of_tasks(query: Query, conversation: Conversation) -> bool:
    """«trong đó cái nào làm về cơ sở dữ liệu» after the tasks were counted or listed: some of them are asked for."""
    named = query.frame.of("target", "task", "organisation", "topic", "part")
    return conversation.has_listed_tasks() and not named and query.frame.has_words(*_WHICH_OF_THEM)


def _was_listed(owner: Subject, conversation: Conversation) -> bool:
    """Whether *owner* is the only one that was just told of in a list: the one task of a ministry."""
    last = conversation.last
    return last is not None and len(last.options) == 1 and owner.ref in last.options


def _is_pointed_to(query: Query, owner: Subject, fact: Fact, conversation: Conversation) -> bool:
    """Whether the words are *fact*'s, or it was just told: «app miễn phí của tổ là app nào», «mấy app đó có mất tiền không» are no budget."""
    ref, last = f"{owner.ref}/{fact.id}", conversation.last
    return ref in query.frame.values("fact") or (last is not None and ref in last.facts)


def _of_sure_ask(query: Query, owner: Subject) -> Fact | None:
    """The fact of *owner* that states what is surely asked, if it may be meant too: «tổ công tác giúp việc là gì»."""
    ranked = dict(query.frame.facts)
    stating = [fact for fact in facts_for(owner.entry, query.frame.ask) if ranked.get(f"{owner.ref}/{fact.id}", 0.0) >= LEAST_AGAIN]
    if query.frame.confidence >= SETTLED:
        stating = stating or list(facts_for(owner.entry, query.frame.ask))[:1]
    likeliest = max(stating, key=lambda fact: ranked.get(f"{owner.ref}/{fact.id}", 0.0), default=None)
    return likeliest if query.frame.confidence >= VERY_SURE_OF_FACT else None


def _topics_compared(named: list[Subject], conversation: Conversation) -> set[Subject]:
    """The topics named, with that talked about where one alone is named."""
    topics = {subject for subject in named if subject.kind == "topic" and not is_background(subject)}
    return topics | set(conversation.remembered()[:1]) if len(topics) == 1 else topics


def _is_compared_with_remembered(named: list[Subject], conversation: Conversation) -> bool:
    """«danh tính điện tử thì ít hơn hả» after the figure of another target."""
    remembered = conversation.remembered()[:1]
    return (
        any(subject.kind == "target" for subject in named)
        and all(subject.kind == "target" and subject not in named for subject in remembered)
        and bool(remembered)
    )


def _begins_another_matter(query: Query, owner: Subject, fact: Fact, conversation: Conversation) -> bool:
    """Whether *fact* surely answers what is asked, and what is talked about cannot be asked it."""
    frame, remembered = query.frame, conversation.remembered()
    probability = dict(frame.facts).get(f"{owner.ref}/{fact.id}", 0.0)
    if probability >= SURE_BY_CUE and f"{owner.ref}/{fact.id}" in frame.values("fact") and not points_back(frame):
        return True  # «trở lại chuyện dạy học, hết dịch rồi có duy trì không»
    if frame.ask not in fact.asks or frame.ask == "source" or points_back(frame):
        return False
    of_body = bool(remembered) and remembered[0].kind == "topic" and not is_background(remembered[0])
    if of_body and frame.ask in OF_ONE_BODY - {"current_status"} and not query.cues(owner):
        return False
    if remembered and not query.cues(owner) and (frame.of("level") or frame.ask == "issue_date" or can_be_asked(frame.ask, remembered[0])):
        return False
    return probability >= SURE_OF_NEW_SUBJECT


def _is_mere_document(owner: Subject, query: Query, conversation: Conversation) -> bool:
    """«văn bản số mấy» of the guideline just told: the plan's own document is only named as a document, and what is talked about states the answer."""
    if not is_background(owner) or query.frame.of("number", "document", "year") or query.ask not in DOCUMENT_ASKS - {"chair"}:
        return False
    remembered = [subject for subject in conversation.remembered() if subject.kind == "topic" and not is_background(subject)]
    return any(facts_for(subject.entry, query.ask) for subject in remembered)


def _told_of_document(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """The fact just told, if it names the document or the day that is asked for: «đổi tên bằng văn bản số mấy», «từ hôm nào»."""
    frame, last = query.frame, conversation.last
    if last is None or frame.of("target", "task", "organisation", "pillar", "part", "document", "year", "number"):
        return None
    if "ke hoach" in " ".join(word.text for word in frame.all_words) or any(word.text.isdigit() for word in frame.all_words):
        return None  # «ai ký kế hoạch», «ai ký quyết định 27»
    named = [subject for mention in frame.of("topic") for _, ref in mention.readings if (subject := conversation.library.subject(ref)) is not None]
    for owner, fact in filter(None, map(conversation.library.fact, last.facts)):
        states = (frame.ask in _OF_DOCUMENT | {"signer"} and documents_in(fact.text)) or (frame.ask in _OF_DAY and dates_in(fact.text))
        others = [other for other in facts_for(owner.entry, frame.ask) if other != fact]
        if states and not others and owner not in named and all(map(is_background, named)):
            return owner, fact
    return None


def _told(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """The fact just told, if the message names nothing and doubts it or may be after it again: «nhằm đào tạo ra ai»."""
    frame, last = query.frame, conversation.last
    if last is None:
        return None
    likeliest, probability = frame.facts[0]
    if likeliest in last.facts and probability >= UNSURE_OF_ASK and points_back(frame):
        return conversation.library.fact(likeliest)  # «bên cạnh mấy nền tảng đó có kho gì»
    if frame.of(*SUBJECT_KINDS, "part", "kind"):
        return None
    for ref in last.facts:
        told = conversation.library.fact(ref)
        if frame.ask in OF_ONE_BODY - {"current_status"} and told is not None and frame.ask not in told[1].asks:
            continue  # «ai đứng đầu» after what a board is
        if ref in frame.values("fact") and frame.confidence < UNSURE_OF_ASK:
            return conversation.library.fact(ref)  # «có cái xuất nhập cảnh không» of the databases just told
        if frame.of("fact"):
            continue
        if frame.ask == "verify_claim" or dict(frame.facts).get(ref, 0.0) >= LEAST_AGAIN:
            return conversation.library.fact(ref)
    return None


def _pointed_to_of_remembered(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """The fact of what is talked about that the words point to, if nothing else is surely asked: «cái đó hết dịch có dẹp luôn không»."""
    frame = query.frame
    if frame.confidence >= UNSURE_OF_ASK or frame.of(*SUBJECT_KINDS, "part"):
        return None
    found = filter(None, map(conversation.library.fact, frame.values("fact")))
    about = {*conversation.remembered(), *conversation.listed()[:1]}
    return next(((owner, fact) for owner, fact in found if any(are_related(subject, owner) for subject in about)), None)


def _may_be_a_fact(query: Query, owner: Subject, fact: Fact, named: list[Subject]) -> bool:
    """Whether what is asked may be stated by a fact although the fact is not there for that ask."""
    ask = query.frame.ask
    if ask == "change_subject":  # «thôi bỏ đi, hết dịch rồi có còn dạy qua mạng không»
        very_sure = dict(query.frame.facts).get(f"{owner.ref}/{fact.id}", 0.0) >= VERY_SURE_OF_FACT
        if is_unsure(query.frame) and dict(query.frame.facts).get(f"{owner.ref}/{fact.id}", 0.0) >= SURE_BY_CUE:
            return True
        return very_sure and owner.kind != "topic" and (asks_something(query.frame.words) or f"{owner.ref}/{fact.id}" in query.frame.values("fact"))
    if ask in _OF_LISTS:
        of_each = query.frame.has_words(*_EACH) and dict(query.frame.facts).get(f"{owner.ref}/{fact.id}", 0.0) >= VERY_SURE_OF_FACT
        return of_each or not query.frame.of("kind") or (owner.kind == "topic" and query.frame.confidence < SURE_OF_LIST)
    ref = f"{owner.ref}/{fact.id}"
    probability = dict(query.frame.facts).get(ref, 0.0)
    is_cued = ref in query.frame.values("fact")
    if is_cued and ((ask == "verify_claim" and probability >= SURE_OF_NEW_SUBJECT) or (ask in _LOOSE_FIELDS and probability >= WHOLLY_SURE)):
        return True  # «hết dịch thì ngành giáo dục thôi dạy qua mạng, đúng không», «chừng nào bỏ hẳn sổ giấy»
    if ask == "verify_claim" and query.frame.of("organisation") and query.frame.likeliest(besides={"verify_claim"}, least=LEAST_OTHER) in {None, *ROLE_ASKS}:
        return owner.kind == "topic"
    if ask == "compare":
        return owner.kind != "target" and len(query.frame.of("target", "task", "pillar")) < 2
    if ask not in _OF_FIELDS:
        return True
    asks_who = bool(query.frame.all_words) and query.frame.all_words[0].text in ("ai", "who")  # «ai tuyên truyền cho quần chúng»
    surer = not asks_who and query.frame.confidence < UNSURE_OF_ASK and dict(query.frame.facts).get(f"{owner.ref}/{fact.id}", 0.0) >= SURE_BY_CUE
    if ask in ROLE_ASKS and (asks_which_body(query.frame) or (query.frame.of("part") and not surer)):
        return False  # «kho học liệu số là việc của bộ nào», «khoản tuyên truyền cho đảng viên thì ai»
    ref = f"{owner.ref}/{fact.id}"
    if query.frame.confidence < SURE_OF_NEW_SUBJECT and ref in query.frame.values("fact") and dict(query.frame.facts).get(ref, 0.0) >= SURE_BY_CUE:
        return True  # «dữ liệu quốc phòng cũng phải mở mới đủ chỉ tiêu»
    if query.frame.confidence < UNSURE_OF_ASK and dict(query.frame.facts).get(f"{owner.ref}/{fact.id}", 0.0) >= VERY_SURE_OF_FACT:
        return True
    return owner.kind == "topic" and not any(subject.kind in ("target", "task") for subject in named)


def _likeliest(query: Query, conversation: Conversation) -> tuple[Subject, Fact] | None:
    """The subject whose facts are likely enough together, with the likeliest of them."""
    weights: dict[str, float] = defaultdict(float)
    first: dict[str, str] = {}
    for ref, probability in query.frame.facts:
        owner = ref.rpartition("/")[0]
        weights[owner] += probability
        first.setdefault(owner, ref)
    best = max(weights, key=weights.__getitem__)
    return conversation.library.fact(first[best]) if best and weights[best] >= SURE_OF_FACT else None
