"""What the words of a question settle by themselves, whatever the classifier takes it for; and which of two asks they mean that it takes for each other."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.asks import DOCUMENT_ASKS, LEADING_WORDS
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame, Word, says
from bot.answers.resolve.mentions import points_back
from bot.answers.resolve.sureness import DOUBTFUL, SURE
from bot.answers.subjects import are_background, is_background
from bot.language.interrogatives import asks_outright, asks_something
from bot.language.spelled import (
    AS_IT_IS_NOW,
    CALL_WHOM,
    DEPUTIES,
    DOWNLOAD_WHERE,
    GENERAL_GOAL,
    LIKE_PRICES,
    LIKE_SANCTIONS,
    MARKET,
    MEETINGS,
    PAY,
    PRICES,
    SANCTIONS,
    TAX_RETURNS,
    TAXES,
    TENDERS,
    THANKS,
    WHOSE_TENDER,
    WISH,
)

SETTLED = 1.0  # the confidence of an ask that stands in the words
# Asks that the name of an office holder is taken for.
_LIKE_HOLDERS = frozenset(("reverse_lookup", "office_holder_today", "definition", "current_status", "document_title"))
_OF_TIME = ("khi nao", "bao gio", "ngay", "thang", "quy may", "quy nao", "han", "truoc", "when", "deadline", "by")
_WHO_ARE_IN = re.compile(r"\b(?:(?:bao )?gom (?:co |nhung )?ai|co nhung ai|nhung ai (?:tham gia|vao)|ai duoc vao|who (?:is|are) in)\b")
_SO_MUCH_MONEY = re.compile(r"\b(?:bao nhieu|may) (?:(?:nghin |ngan |tram |chuc )?ty(?! (?:le|trong|suat|so|phan)\b)|trieu dong|nghin dong|usd|do la)")
_OF_A_SHARE = ("phan tram", "%", "chi tieu", "muc tieu", "ty le", *LEADING_WORDS)
_OF_WORK = ("la", "lam", "lo", "ganh", "ket qua")
_LIKE_REASONS = frozenset(("purpose", "target_value", "change_subject", "definition", "task_detail", "verify_claim", "complaint", "repeat"))
_WHY = ("vi sao", "tai sao", "sao lai", "why")
_SO_SET = (
    *(f"dat {so}" for so in ("the", "vay", "thap", "cao", "co", "moi", "it")), *(f"lai dat {so}" for so in ("ra the", "muc")),
    *(f"{how} {so}" for how in ("thap", "cao", "it", "nhieu") for so in ("the", "vay", "du vay", "qua")), "so low", "so high", "only set",
)  # fmt: skip
_OF_SOURCES = frozenset(("source", "procedure", "contact", "off_topic"))
_OF_AMOUNTS = ("bao nhieu", "may", "phan tram", "%", "nhung", "cac", "liet ke", "ke", "ai", "who", "chung toi", "chung ta", "chung minh")
_OF_PLACES = ("xa", "phuong", "huyen", "tinh", "quan", "commune", "ubnd")
_NO_WISH = frozenset(("nang", "vu", "danh", "trach", "quyen", "sac"))  # behind «chuc», which then is an office
_WHICH_PILLARS = ("ba tru cot nao", "nhung tru cot nao", "may tru cot", "ba tru cot la", "ba tru cot gi", "which pillars", "three pillars")
_BELONGS = ("thuoc", "nam o", "nam trong")
_OFFICES = ("bo truong", "thu truong", "minister")
_NAMED_HOW = (
    "ten ho",
    "ho ten",
    "ho va ten",
    "ten cua ong",
    "ten ong",
    "ten cua ba",
    "ten ba",
    "ten gi",
    "ten la gi",
    "ten chi",
    "ten la chi",
    "ten ai",
    "ho ten",
    "ten day du la gi",
    "la ong nao",
    "la ba nao",
    "name",
    "who was",
    "who is",
)
_OF_WHICH = ("gi", "nao", "cai gi", "what", "which")
_SEVERAL = ("tat ca", "cac", "nhung", "ca", "all")
_THAT_IS = ("nghia la", "tuc la", "co nghia la")
_HOW_MANY = frozenset(("nhieu", "may", "many"))
_ONE_AND_THE_SAME = ("co phai mot", "phai mot", "la mot", "cung mot", "giong nhau", "khac nhau", "khac gi", "khac", "the same", "same")
_LIKE_TWO = frozenset(("definition", "verify_claim", "belongs_to", "affirm", "deny"))
_FIGURES = tuple(f"{several} {what}" for several in ("nhung", "cac") for what in ("moc", "con so", "muc", "chi tieu", "muc tieu", "ty le"))
_HOW_MANY_OF_EACH = ("moi ben bao nhieu", "moi ben may", "bao nhieu ban", "may ban", "so luong", "ben nao nhieu", "how many")
_LATEST = tuple(
    f"{latest} la {when}" for latest in ("muon nhat", "cham nhat", "tre nhat", "han chot") for when in ("luc nao", "khi nao", "bao gio", "ngay nao", "hom nao")
)
_HIGHER_OR_LOWER = ("thap hon", "nho hon", "it hon", "cao hon", "lon hon", "nhieu hon", "lower", "higher")
_HANDED_OVER = ("chuyen cho", "giao cho", "giao lai", "ban giao", "thay the", "tiep nhan", "handed over", "taken over")
_MERGED = ("hop nhat vao", "hop nhat voi", "sap nhap vao", "sap nhap voi", "nhap vao bo", "gop vao bo", "merged into", "merged with")
_LIKE_MERGERS = frozenset(("deadline", "belongs_to", "verify_claim", "lead", "document_title", "issue_date", "founding", "office_holder_today"))
_LEAVES_OUT = ("loai tru", "ngoai tru", "mien tru", "duoc mien")
_WITHIN_ONE = ("trong nhiem vu", "cua nhiem vu", "trong viec")
_CONSISTS_OF = ("gom nhung", "gom cac", "gom co", "gom gi", "bao gom", "gom may", "nhung viec gi", "nhung khoan nao")
_AT_THAT_TIME = ("hoi ay", "hoi do", "luc do", "luc ay", "khi do", "thoi do", "nam do", "back then")
_STILL = ("van", "con", "still")
_DUE = ("han", "han chot", "ngay nao", "khi nao", "bao gio", "hom nao")
_MET_ALREADY = ("lan roi", "cuoc roi", "phien roi", "bua roi", "tong hop", "phu hop", "ket hop", "vua hop", "moi hop")
_PARTICLES = frozenset(("vay", "the", "do", "day", "a", "ha", "z", "nhi"))


def asked_outright(frame: Frame, conversation: Conversation) -> Frame | None:
    """The frame with the ask that its words name; None if they leave it open."""
    talked_about = conversation.remembered()
    is_about_target = bool(talked_about) and talked_about[0].kind == "target"
    price = says(frame.words, *PRICES, exactly=True) and not says(frame.words, *LIKE_PRICES) and not frame.has_words(*_OF_A_SHARE) and not frame.of("number")
    of_money = says(frame.words, *TAXES) or price or _asks_for_money(frame) or says(_without_what_was_told(frame), *PAY)
    if of_money and not frame.values("figure"):
        return _taken_as(frame, "budget")
    if (says(frame.words, *MARKET, exactly=True) and frame.ask != "scope") or _is_other_business(frame):  # «ngan hang nao»
        return _taken_as(frame, "off_topic")
    if frame.ask != "verify_claim" and says(frame.words, *SANCTIONS) and not says(frame.words, *LIKE_SANCTIONS) and not frame.has_words(*_OF_TIME):
        return _taken_as(frame, "off_topic")
    states_purpose = frame.ask == "purpose" and frame.confidence >= SURE and frame.of("target", "task")
    if frame.ask in _LIKE_REASONS and not states_purpose and frame.has_words(*_WHY) and frame.has_words(*_SO_SET):
        return _taken_as(frame, "off_topic")  # «vì sao lại đặt thế»
    if says(frame.words, *DOWNLOAD_WHERE, exactly=True) and frame.ask in _OF_SOURCES and not frame.has_words("nguon"):
        return _taken_as(frame, "procedure")
    if says(frame.words, *CALL_WHOM) and not frame.of("organisation", "level_word", "kind") and not frame.has_words(*LEADING_WORDS, *_OF_WORK):
        return _taken_as(frame, "contact")
    if _wishes_well(frame):
        return replace(_taken_as(frame, "thank"), mentions=())
    if says(frame.words, *DEPUTIES) and not frame.of("target", "task", "level", "level_word", "place") and not frame.has_words(*_OF_PLACES):
        return _taken_as(frame, "composition")
    if frame.of("topic") and not frame.of("target", "task") and _WHO_ARE_IN.search(" ".join(word.text for word in frame.words)):
        return _taken_as(frame, "composition")
    if frame.has_words(*_WHICH_PILLARS) and not frame.of("target", "task", "pillar", "part") and not frame.has_words(*_BELONGS):
        return _taken_as(frame, "list_targets")
    topics = [mention for mention in frame.of("topic") if not are_background(mention.values("topic"), conversation.library)]
    if frame.ask == "chair" and frame.of("place") and topics:
        return _taken_as(frame, "office_holder_today")  # «ai là tổ trưởng tổ công nghệ số thôn X»: a person's name
    if frame.ask == "target_value" and frame.of("pillar") and frame.has_words(*_FIGURES):
        kept = tuple(mention for mention in frame.mentions if not mention.values("target", "task"))
        return replace(_taken_as(frame, "list_targets"), mentions=kept)  # «phần số hóa bộ máy nhà nước (chính phủ số) đặt những mốc nào»
    if frame.ask == "document_title" and frame.of("task") and not frame.of("document") and not topics:
        return frame.asking("belongs_to")  # «nhiệm vụ về thanh toán số tên đầy đủ là gì», «trong kế hoạch có mục …, tên đúng là gì»
    if frame.ask == "office_holder_today" and frame.of("fact") and _HOW_MANY.intersection(word.text for word in frame.all_words):
        return frame.asking("current_status")  # «hiện giờ nước mình còn bao nhiêu tỉnh»
    if (frame.ask == "composition" or (frame.ask in _LIKE_TWO and frame.confidence < DOUBTFUL)) and len(topics) > 1 and frame.has_words(*_ONE_AND_THE_SAME):
        return _taken_as(frame, "compare")  # «X với Y có phải một tổ không»
    if frame.ask in ("verify_claim", "lead") and frame.of("organisation") and not frame.of("task", "target") and _asks_of_today(frame):
        return _taken_as(frame, "current_status")  # «giờ vẫn do Bộ Thông tin và Truyền thông lo, đúng không»
    if frame.ask in _LIKE_MERGERS and frame.of("organisation") and not frame.of("task", "target", "part", "topic") and frame.has_words(*_MERGED):
        return _taken_as(frame, "current_status")  # «bộ ấy được hợp nhất vào bộ nào, kể từ ngày nào»
    if frame.ask == "list_tasks" and len(frame.of("task")) == 1 and frame.has_words(*_WITHIN_ONE) and frame.has_words(*_CONSISTS_OF):
        return _taken_as(frame, "task_detail")  # «việc cần làm trong nhiệm vụ an ninh mạng gồm những khoản nào»
    if frame.ask == "definition" and frame.of("target") and frame.has_words(*_LEAVES_OUT) and frame.has_words(*_OF_WHICH):
        return _taken_as(frame, "scope")  # «quy định về dữ liệu mở loại trừ nhóm dữ liệu nào»
    if topics and frame.ask in DOCUMENT_ASKS and _asks_of_today(frame) and frame.has_words(*_HANDED_OVER):
        return _taken_as(frame, "current_status")  # «hiện nay việc của Ủy ban đã chuyển cho tổ chức nào, theo quyết định số mấy»
    if frame.ask == "office_holder_today" and topics and frame.has_words("chu tich") and frame.has_words(*_AT_THAT_TIME):
        return _taken_as(frame, "chair")
    if _asks_name_of_minister(frame):
        return _taken_as(frame, "office_holder_today")
    if frame.ask == "issue_date" and frame.of("date") and not frame.of("target", "task") and not asks_something(frame.all_words):
        return _taken_as(frame, "verify_claim")  # «kế hoạch ban hành từ tháng 12 năm 2021 mà»
    if frame.ask == "compare" and frame.all_words[0].text in ("ai", "who") and "task" in frame.values("kind"):
        return _taken_as(frame, "lead")  # «ai chủ trì nhiệm vụ điện thoại vs cáp quang»
    if frame.ask == "compare" and frame.of("topic") and not frame.of("target", "task", "pillar") and frame.has_words(*_HOW_MANY_OF_EACH):
        return _taken_as(frame, "count")  # «ban của bộ với ban của tỉnh, bên nào nhiều hơn, mỗi bên bao nhiêu»
    if frame.ask == "procedure" and frame.has_words(*_LATEST) and conversation.has_begun:
        return _taken_as(frame, "deadline")  # «muộn nhất là lúc nào nộp» after what is due
    if frame.ask == "definition" and frame.has_words(*_THAT_IS) and frame.of("organisation") and talked_about and not asks_outright(frame.words):
        return _taken_as(frame, "verify_claim")  # «nghĩa là một mình Bộ Công an ôm trọn nhỉ»
    one_again = "target" in frame.values("kind") and is_about_target and not frame.has_words(*_SEVERAL)
    if frame.ask == "repeat" and one_again and not frame.of(*SUBJECT_KINDS):
        return _taken_as(frame, "target_value")  # «nhắc lại con số lúc đầu» after who leads it
    if frame.ask == "more" and "target" in frame.values("kind") and not frame.of(*SUBJECT_KINDS) and frame.has_words(*_HIGHER_OR_LOWER):
        return _taken_as(frame, "compare")  # «có chỉ tiêu nào còn thấp hơn nữa không»
    if frame.ask == "reverse_lookup" and (_is_choice_of_figures(frame) or _gives_figures_out(frame)):
        return _taken_as(frame, "target_value")
    if (
        says(frame.words, *GENERAL_GOAL)
        and not frame.of("target", "task", "pillar", "level", "figure")
        and not frame.has_words(*_OF_AMOUNTS, *(() if frame.of("date") else _OF_TIME))
    ):
        return _taken_as(frame, "purpose")
    if (
        frame.ask == "document_title"
        and (points_back(frame) or frame.has_words("cua no", "cua ho"))
        and not frame.of("topic", "document")
        and talked_about
        and not is_background(talked_about[0])
    ):
        return frame.asking("belongs_to" if talked_about[0].kind == "task" else "definition")  # «tên đầy đủ của tổ đó là gì», «… của nhiệm vụ đó»
    if _asks_by_whom(frame) and talked_about and talked_about[0].kind in ("target", "task"):
        return _taken_as(frame, "lead")
    return None


def _is_other_business(frame: Frame) -> bool:
    """Tenders, meetings and tax returns; not «nhà thầu bên em hỏi hóa đơn điện tử mấy phần trăm»."""
    if says(frame.words, *TENDERS):
        return not frame.of("target", "task", "part") or says(frame.words, *WHOSE_TENDER)
    if frame.of("target", "task", "part"):
        return False
    met = says(frame.words, *MEETINGS) and bool(frame.of("topic")) and not frame.has_words(*_MET_ALREADY)
    return met or says(frame.words, *TAX_RETURNS)


def _asks_of_today(frame: Frame) -> bool:
    """Whether something is asked about as it is now: «giờ vẫn do … lo»."""
    return says(frame.words, *AS_IT_IS_NOW) and (frame.has_words(*_STILL) or bool(frame.of("tense")) or frame.has_words(*_HANDED_OVER))


def _asks_for_money(frame: Frame) -> bool:
    """«doanh số mỗi bên bao nhiêu tỷ», «mấy tỷ đồng»; not «bao nhiêu tỷ lệ», nor «bao nhiêu tỷ trọng»."""
    text = " ".join(word.text for word in frame.all_words)
    return _SO_MUCH_MONEY.search(text) is not None and "phan tram" not in text and "%" not in text


def _without_what_was_told(frame: Frame) -> tuple[Word, ...]:
    """The words behind the last target if a share of it is asked there: «lãnh lương phong bì mà nghe dân có tài khoản gần hết, chính xác là nhiêu %»."""
    end = max((mention.end for mention in frame.of("target")), default=0)
    behind = tuple(word for word in frame.all_words if end and word.start >= end)
    asked = " ".join(word.text for word in behind)
    return behind if "%" in asked or "phan tram" in asked else frame.words


def _asks_by_whom(frame: Frame) -> bool:
    """«ai vậy», «nửa còn lại do ai»: nothing else is asked, and nothing named."""
    words = [word.text for word in frame.all_words]
    alone = [word for word in words if word not in _PARTICLES] in (["ai"], ["who"])
    return alone or (frame.confidence < DOUBTFUL and words[-2:] == ["do", "ai"] and not frame.mentions)


def _asks_name_of_minister(frame: Frame) -> bool:
    """«bộ trưởng y tế hồi đó tên là gì»; not of the task that one leads."""
    text = f" {' '.join(word.text for word in frame.all_words)} "
    is_minister = any(f" {office} " in text for office in _OFFICES)
    if not is_minister or (frame.ask not in _LIKE_HOLDERS and frame.confidence >= DOUBTFUL):
        return False
    return frame.has_words(*_NAMED_HOW) and not frame.of("target", "task", "part", "kind") and not frame.has_words(*LEADING_WORDS)


def _is_choice_of_figures(frame: Frame) -> bool:
    """«50% hay 100% vậy»: which of them it is, of what is not said; not «50% hay 100% là của cái gì»."""
    figures = frame.of("figure")
    if len(figures) != 2 or frame.of("kind", "date", *SUBJECT_KINDS) or frame.has_words(*_OF_WHICH):
        return False
    return "hay" in [word.text for word in frame.all_words if figures[0].end <= word.start < figures[1].start]


def _gives_figures_out(frame: Frame) -> bool:
    """«30% với 50%, số nào của hợp đồng, số nào của nền tảng»: as many figures as targets."""
    return len(frame.of("target")) == len(frame.of("figure")) > 1


def _taken_as(frame: Frame, ask: str) -> Frame:
    return replace(frame, ask=ask, confidence=SETTLED, ranking=((ask, SETTLED),))


def _wishes_well(frame: Frame) -> bool:
    """«cảm ơn nhiều, chúc sức khỏe»."""
    words = frame.all_words
    wishes = [place for place, word in enumerate(words) if word.may_be(WISH) and not {after.text for after in words[place + 1 : place + 2]} & _NO_WISH]
    return bool(wishes) and (wishes[0] == 0 or says(words, *THANKS)) and not asks_something(frame.words)
