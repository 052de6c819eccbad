"""What a message names is found however it is typed, and nothing is found where nothing is named."""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vietnam_provinces import Province

from bot.language.normalise import fold
from bot.language.numbers import read_number
from bot.language.tokens import tokenise
from bot.nlu.linking import MAX_GAP, SUBJECT_KINDS
from bot.nlu.names import GAP, plan_aliases
from bot.paths import PROJECT
from tests.support import PLAN_2022, WAYS, claims, linker, links, nfd, plans, reader, repeatable, spread, the_plan

EARLIER_PROVINCES = [
    "Hà Giang", "Yên Bái", "Bắc Kạn", "Vĩnh Phúc", "Hòa Bình", "Bắc Giang", "Thái Bình", "Hải Dương", "Hà Nam", "Nam Định", "Quảng Bình", "Quảng Nam",
    "Kon Tum", "Bình Định", "Phú Yên", "Ninh Thuận", "Bình Thuận", "Đắk Nông", "Bình Dương", "Bình Phước", "Bà Rịa - Vũng Tàu", "Long An", "Tiền Giang",
    "Bến Tre", "Trà Vinh", "Hậu Giang", "Sóc Trăng", "Bạc Liêu", "Kiên Giang",
]  # fmt: skip


def target(row: str) -> tuple[str, str]:
    return "target", f"2022/{next(target.id for target in the_plan().targets if row in target.rows)}"


def task(number: int) -> tuple[str, str]:
    return "task", f"2022/{next(task.id for task in the_plan().tasks if task.number == number)}"


def organisation(short: str) -> tuple[str, str]:
    return "organisation", f"2022/{next(body.id for body in the_plan().organisations if body.short == short)}"


@lru_cache(maxsize=1)
def claimants() -> dict[str, set[tuple[str, str]]]:
    """Each alias of the plans, gaps closed, with everything that goes by it."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for plan in plans():
        for alias, claim in plan_aliases(plan):
            found[alias.replace(f"{GAP} ", "")].add((claim.kind, claim.value))
    return dict(found)


@lru_cache(maxsize=1)
def subject_aliases() -> list[str]:
    return [alias for alias, claimed in claimants().items() if any(kind in SUBJECT_KINDS for kind, _ in claimed)]


def test_every_alias_names_everything_that_claims_it() -> None:
    lost = {}
    for alias in subject_aliases():
        missing = {claim for claim in claimants()[alias] if claim[0] in SUBJECT_KINDS} - set(claims(alias))
        if missing:
            lost[alias] = missing
    assert lost == {}


def test_every_cue_of_a_fact_is_found() -> None:
    assert {alias for alias, claimed in claimants().items() if not claimed <= set(claims(alias))} == set()


@pytest.mark.parametrize("way", ["folded", "NFD capitals with much white space"])
def test_no_alias_loses_or_gains_a_subject_by_the_way_it_is_typed(way: str) -> None:
    def typed(text: str) -> str:
        return fold(text) if way == "folded" else nfd(spread(text.upper()))

    changed = {
        alias: (before, after) for alias in subject_aliases() if (before := claims(alias, *SUBJECT_KINDS)) != (after := claims(typed(alias), *SUBJECT_KINDS))
    }
    assert changed == {}


@repeatable
@given(st.data())
def test_ways_of_typing_never_change_what_a_sentence_names(data: st.DataObject) -> None:
    aliases = st.sampled_from(subject_aliases())
    sentence = data.draw(
        st.builds(
            "{} {} {}".format,
            st.sampled_from(["mục tiêu", "ad ơi cho hỏi", "theo kế hoạch thì"]),
            aliases,
            st.sampled_from(["là bao nhiêu?", "thì ai lo", "%?"]),
        )
    )
    typed = sentence
    for way in data.draw(st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=3)):
        typed = WAYS[way](typed)
    plain, other = (fold(sentence), typed) if fold(unicodedata.normalize("NFC", typed)) == unicodedata.normalize("NFC", typed) else (sentence, typed)
    assert claims(other, *SUBJECT_KINDS) == claims(plain, *SUBJECT_KINDS)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("mục tiêu hộ gia đình có cáp quang", target("T2")),
        ("muc tieu ho gia dinh co cap quang", target("T2")),
        ("CÁP QUANG bao nhiêu phần trăm hộ", target("T2")),
        ("thôn bản được phủ sóng", target("T3")),
        ("DVC trực tuyến phát sinh hồ sơ", target("T4")),
        ("hồ sơ TTHC xử lý online", target("T5")),
        ("số hoá hồ sơ ở một cửa", target("T6")),
        ("so hoa ho so", target("T6")),
        ("dữ liệu mở của cơ quan nhà nước", target("T8")),
        ("DNNVV dùng nền tảng số", target("T9")),
        ("hđ điện tử của doanh nghiệp", target("T11")),
        ("TMĐT chiếm mấy phần tổng mức bán lẻ", target("T12")),
        ("người từ 15 tuổi có tài khoản ngân hàng", target("T13")),
        ("app VNeID", target("T14")),
        ("sổ sức khoẻ điện tử", target("T15")),
        ("nhiệm vụ dạy học trực tuyến", task(5)),
        ("đô thị thông minh", task(12)),
        ("csdl nông nghiệp", task(15)),
        ("Bộ TT&TT lo việc gì", organisation("Bộ TT&TT")),
        ("bộ 4t", organisation("Bộ TT&TT")),
        ("BCA chủ trì gì", organisation("Bộ Công an")),
        ("bo gd&dt", organisation("Bộ GD&ĐT")),
        ("NHNN", organisation("Ngân hàng Nhà nước")),
        ("ngan hang nha nuoc", organisation("Ngân hàng Nhà nước")),
        ("chinh phu so", ("pillar", "2022/chinh-phu-so")),
        ("tổ công nghệ số cộng đồng", ("topic", "2022/to-cong-nghe-so")),
        ("Tổ CNSC ở thôn", ("topic", "2022/to-cong-nghe-so")),
        ("tcncd lam gi", ("topic", "2022/to-cong-nghe-so")),
        ("cáp quang ở Sài Gòn", ("place", "Thành phố Hồ Chí Minh")),
        ("quyết định 27", ("topic", "2022/van-ban")),
    ],
)
def test_names_abbreviations_and_everyday_words_are_resolved(message: str, named: tuple[str, str]) -> None:
    assert named in claims(message)


@pytest.mark.parametrize(
    ("slip", "named"),
    [
        ("cáp qaung", target("T2")),
        pytest.param("capquang", target("T2")),
        ("hoá đơnn điện tửu", target("T10")),
        pytest.param("hopw ddoongf ddieenj tuwr", target("T11")),
        ("thuong mai dein tu", target("T12")),
        ("dienthoai thông minh", target("T1")),
        ("định danh điên tử", target("T14")),
    ],
)
def test_slips_do_not_hide_what_is_named(slip: str, named: tuple[str, str]) -> None:
    assert named in claims(f"{slip} bao nhiêu phần trăm")


@pytest.mark.parametrize(
    ("alias", "rows", "tasks"),
    [
        ("hồ sơ điện tử", ["T4", "T5", "T6", "T15"], []),
        ("HĐĐT", ["T10", "T11"], []),
        ("hóa đơn điện tử", ["T10"], [7]),
        ("hồ sơ sức khỏe", ["T15"], [4]),
        ("nền tảng số", ["T9"], [18]),
    ],
)
def test_an_ambiguous_name_yields_all_that_go_by_it(alias: str, rows: list[str], tasks: list[int]) -> None:
    assert set(claims(alias, "target", "task")) == {*(target(row) for row in rows), *(task(number) for number in tasks)}
    assert len([link for link in links(alias) if any(claim.kind == "target" for claim in link.claims)]) == 1


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("nhà nào ở quê cũng phải có Internet", target("T2")),
        ("nha nao o que cung phai co internet", target("T2")),
        ("cơ quan thuộc nhà nước thì cung cấp dữ liệu", target("T8")),
    ],
)
def test_words_may_stand_in_the_gap_of_a_name(message: str, named: tuple[str, str]) -> None:
    assert named in claims(message)


@pytest.mark.parametrize(("between", "linked"), [(MAX_GAP, True), (MAX_GAP + 1, False)])
def test_a_gap_is_as_wide_as_the_editor_is_told(between: int, linked: bool) -> None:
    assert (target("T2") in claims(f"nhà {'xa ' * between}Internet")) is linked
    for page in (PLAN_2022, PROJECT / "docs" / "plan-file.md"):
        told = re.search(r"nhiều nhất (\w+)( tiếng»|\))", next(line for line in page.read_text("utf-8").splitlines() if "…" in line and "nhiều nhất" in line))
        assert told
        assert read_number(tokenise(told[1]), 0) == (str(MAX_GAP), 1)


def test_the_parts_of_a_name_far_from_each_other_are_no_mention() -> None:
    assert claims("nhà tôi hôm qua mới mua một con bò rất to mà hàng xóm ai cũng sang coi rồi lên Internet", "target") == []


def test_the_longest_name_wins() -> None:
    assert claims("hồ sơ sức khỏe điện tử", "target") == [target("T15")]
    assert claims("kinh tế số và xã hội số", "pillar") == [("pillar", "2022/kinh-te-so-xa-hoi-so")]


@pytest.mark.parametrize(
    "message",
    [
        "bao nhiêu % trường học có máy tính",
        "bao nhieu % truong hoc co may tinh",
        "mấy phần trăm bệnh viện có bệnh án điện tử",
        "kinh tế số chiếm bao nhiêu GDP",
        "tỷ lệ người dùng chữ ký số",
        "phủ sóng 5G bao nhiêu phần trăm",
        "bao nhiêu xã có đường bê tông",
        "giá vàng hôm nay bao nhiêu",
        "con gà mấy chân",
        "đội tuyển bóng đá đá mấy giờ",
        "tỷ lệ thất nghiệp năm nay",
        "mấy phần trăm xe máy điện",
        "bằng lái xe làm ở đâu",
        "what is the weather in Hanoi",
    ],
)
def test_a_near_miss_names_no_target_or_is_known_as_one(message: str) -> None:
    assert claims(message, "target", "task") == [] or claims(message, "unlisted") != []


@pytest.mark.parametrize(("typed", "meant"), [("bán hàng ở bản", "bán"), ("bàn ghế", "bàn")])
def test_other_diacritics_are_another_word(typed: str, meant: str) -> None:
    assert claims(typed, "target") == []


@pytest.mark.parametrize(
    ("message", "quantity"),
    [
        ("85% đúng không", ("figure", "85")),
        ("tám lăm phần trăm à", ("figure", "85")),
        ("65–70% hả", ("figure", "65-70")),
        ("mốc 1/12/2022", ("date", "2022-12-01")),
        ("ngày 1 tháng 6 thì sao", ("date", "--06-01")),
        ("năm 2025", ("year", "2025")),
        ("nam 2023", ("year", "2023")),
        ("mốc tháng 6 năm 2022", ("date", "2022-06")),
        ("quyết định 131/QĐ-TTg", ("document", "131/qd-ttg")),
        ("18 nhiệm vụ", ("number", "18")),
        ("ở cấp huyện", ("level", "district")),
        ("cap tinh", ("level", "province")),
        ("cấp bộ", ("level", "ministry")),
        ("cấp xã", ("level", "commune")),
        ("tỉnh mình", ("place", "của bạn")),
        ("những mục tiêu nào", ("kind", "target")),
        ("nhiem vu nao", ("kind", "task")),
    ],
)
def test_figures_dates_places_and_levels_are_entities(message: str, quantity: tuple[str, str]) -> None:
    assert quantity in claims(message)


@pytest.mark.parametrize("message", ["hợp đồng điện tử có cao bằng thế không", "hóa đơn không cao bằng hợp đồng", "chỉ tiêu này đặt cao bằng chỉ tiêu kia à"])
def test_as_high_as_is_no_province(message: str) -> None:
    assert not claims(message, "place")


@pytest.mark.parametrize(
    "message",
    [
        "ở cao bằng chỉ tiêu bao nhiêu",
        "tỉnh cao bằng này thì sao",
        "cao bằng được bao nhiêu",
        "ở cao bằng thì sao",
        "Cao Bằng đặt mấy phần trăm",
        "cao bang bao nhieu phan tram",
    ],
)
def test_the_province_whose_name_is_as_high_as_is_a_place(message: str) -> None:
    assert claims(message, "place")


def _today() -> list[str]:
    return [province.name.removeprefix("Thành phố ").removeprefix("Tỉnh ") for province in Province.iter_all()]


def test_there_are_34_provinces_today_and_29_were_merged() -> None:
    assert len(set(_today())) == 34
    assert len(set(EARLIER_PROVINCES)) == 29
    assert len({*_today(), *EARLIER_PROVINCES}) == 63


def _provinces(failing: dict[str, pytest.MarkDecorator]) -> list[object]:
    return [pytest.param(province, marks=failing[province]) if province in failing else province for province in (*_today(), *EARLIER_PROVINCES)]


def _places(message: str) -> list[str]:
    return [value.removeprefix("Thành phố ") for _, value in claims(message, "place")]


@pytest.mark.parametrize("province", _provinces({}))
def test_every_province_of_today_and_before_is_a_place(province: str) -> None:
    for way in (str, nfd, str.upper):
        assert _places(way(f"tỉnh {province} được bao nhiêu")) == [province]


@pytest.mark.parametrize("province", _provinces({}))
def test_every_province_is_a_place_without_diacritics(province: str) -> None:
    assert _places(fold(f"tỉnh {province} được bao nhiêu")) == [province]


def test_everyday_words_without_diacritics_do_not_hide_a_short_name() -> None:
    assert target("T2") in claims("cap quang duoc bao nhieu")


LEGAL_BASIS = ("fact", "2022/van-ban/can-cu-phap-ly")
PLAN = ("topic", "2022/van-ban")


@pytest.mark.parametrize(
    ("named", "forms"),
    [
        (PLAN, ["27/QĐ-UBQGCĐS", "27/qd-ubqgcds", "qd27 ubqgcds", "27 qđ ubqgcđs", "QĐ 27", "quyet dinh so 27", "Quyết định số: 27/QĐ-UBQGCĐS"]),
        (LEGAL_BASIS, ["749/QĐ-TTg", "749/qd-ttg", "QĐ 749", "quyet dinh 749", "qđ749", "QĐ-TTg 749", "749 qd ttg", "Quyết định số 749/QĐ-TTg"]),
        (LEGAL_BASIS, ["942/QĐ-TTg", "qd 942", "24/QĐ-UBQGCĐS", "17/NQ-CP", "nq 17", "nghi quyet 17"]),
        (("fact", "2022/uy-ban/thanh-lap"), ["1619/QĐ-TTg", "quyết định 1619", "qd1619 ttg"]),
        (("fact", "2022/uy-ban/ngay-nay"), ["598/QĐ-TTg", "QĐ-TTg số 598"]),
        (("topic", "2022/to-cong-nghe-so"), ["793/BTTTT-THH", "CV 793/BTTTT-THH", "công văn 793", "HD 793"]),
        (("topic", "2022/cap-huyen-va-tinh"), ["118/2025/NĐ-CP", "nđ 118/2025", "Nghị quyết 203/2025/QH15"]),
        (("topic", "2022/luat-moi"), ["luật 148/2025/QH15", "148/2025/qh15", "luật 26/2023"]),
        (("task", "2022/nv-02"), ["34/2021/QĐ-TTg", "quyết định 34/2021"]),
        (("topic", "2022/sap-nhap-bo"), ["55/2025/NĐ-CP", "nghị định 55"]),
    ],
)
def test_a_document_that_the_plan_knows_is_linked_however_its_number_is_typed(named: tuple[str, str], forms: list[str]) -> None:
    lost = {form: found for form in forms if named not in (found := claims(f"{form} nói về gì vậy ad"))}
    assert lost == {}


@pytest.mark.parametrize(
    "message", ["131/QĐ-TTg là gì", "Quyết định 06/QĐ-TTg nói gì", "qd 06 ttg la gi", "quyết định 27/QĐ-TTg là gì", "nghị định 130/2020/NĐ-CP"]
)
def test_a_document_that_no_plan_knows_is_not_taken_for_the_plan(message: str) -> None:
    assert claims(message, *SUBJECT_KINDS, "fact") == []
    assert len(claims(message, "document")) == 1


def test_a_mistaken_number_with_the_letters_of_the_plans_decision_still_names_the_plan() -> None:
    assert PLAN in claims("quyết định số 72/QĐ-UBQGCĐS đúng không")
    assert PLAN in claims("quyết định số 72 đúng không")


def test_a_number_after_the_verb_to_decide_names_no_document() -> None:
    assert ("number", "18") in claims("quyết định 18 nhiệm vụ phải không")


def test_document_codes_are_neither_figures_nor_years() -> None:
    assert claims("quyết định 34/2021/QĐ-TTg", "year", "figure", "date") == []
    assert claims("nghị quyết 202/2025/QH15", "year", "figure", "date") == []


def test_places_of_mentions_point_at_the_words() -> None:
    message = "Ad ơi, Ca\u0301p  QUANG\u200b ở Nghệ An?"
    tokens = reader().read(message)
    spans = {claim.value: message[tokens[link.start].start : tokens[link.end - 1].end] for link in linker().link(tokens) for claim in link.claims}
    assert spans["Nghệ An"] == "Nghệ An"
    assert unicodedata.normalize("NFC", spans[target("T2")[1]]) == "Cáp  QUANG\u200b"


def test_who_is_spoken_to_is_not_what_is_asked_about() -> None:
    assert "topic" in {kind for kind, _ in claims("Tổ công nghệ số cộng đồng là gì")}
    assert "topic" not in {kind for kind, _ in claims("danh tính điện tử ai chủ trì hả tổ công nghệ số cộng đồng ơi")}


def test_the_only_body_named_is_asked_about_though_it_is_called() -> None:
    assert "organisation" in {kind for kind, _ in claims("Bộ Y tế ơi chủ trì nhiệm vụ nào vậy")}


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("nhiệm vụ này do thành viên nào của Ủy ban chỉ đạo", {"topic": "ban-chi-dao"}),
        ("can bo huyen lam gi", {"fact": "cap-huyen"}),
        ("ở bộ phận một cửa từ ngày nào", {"level": "ministry", "level_word": "ministry"}),
    ],
)
def test_no_name_begins_or_ends_in_the_middle_of_a_word(message: str, kinds: dict[str, str]) -> None:
    assert not [(kind, value) for kind, value in claims(message) if value.endswith(kinds.get(kind, " "))]


def test_a_statement_is_pointed_to_although_a_longer_name_holds_some_of_its_words() -> None:
    found = claims("bỏ hẳn sổ y bạ giấy luôn", "fact", "target")
    assert {kind for kind, _ in found} == {"fact", "target"}


def test_a_ministry_is_named_behind_a_word_that_may_be_another_without_diacritics() -> None:
    assert organisation("Bộ Y tế") in claims("minh can bo y te tra loi")
