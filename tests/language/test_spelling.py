"""Slips are mended towards the project's own words; a stranger's word stays as typed."""

from functools import lru_cache

import pytest
from hypothesis import given

from bot.language.normalise import fold
from bot.language.reading import Reader
from bot.language.spelling import LEAST_CONTRACTED, Spelling
from bot.language.tokens import Token, tokenise
from bot.nlu.names import plan_aliases
from tests.support import naughty_text, plain_reader, plans, reader, repeatable

_SENTENCES = (
    "hộ gia đình có cáp quang bao nhiêu phần trăm",
    "cáp quang bao nhiêu",
    "doanh nghiệp dùng hóa đơn điện tử",
    "hóa đơn điện tử bao nhiêu phần trăm",
    "hợp đồng điện tử bao nhiêu",
    "hồ sơ sức khỏe điện tử là gì",
    "hồ sơ sức khỏe bao nhiêu phần trăm",
    "ai chủ trì nhiệm vụ điện thoại thông minh",
    "điện thoại thông minh bao nhiêu",
    "bộ nào chủ trì nhiệm vụ",
    "mục tiêu năm hai không hai hai",
)


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    learnt = Spelling()
    learnt.learn(tokenise(sentence) for sentence in _SENTENCES * 2)
    return learnt


@lru_cache(maxsize=1)
def plan_reader() -> Reader:
    """A reader that knows the words of the plan's names."""
    reader = Reader(plain_reader().lexicon, plain_reader().localities)
    reader.spelling.learn(reader.read_plain(alias) for plan in plans() for alias, _ in plan_aliases(plan))
    return reader


def mend(message: str) -> str:
    return " ".join(token.fold for token in spelling().mend(tokenise(message)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoas đơn ddieenj tuwr", "hoa don dien tu"),  # Telex left as keys
        ("cáp quanggggg", "cap quang"),  # stretched
        ("bao nhieeeeu", "bao nhieu"),
        ("capquang", "cap quang"),  # joined
        ("hoadon dientu", "hoa don dien tu"),
        ("nhieu phần tram", "nhieu phan tram"),
        ("cáp qaung bao nhiêu", "cap quang bao nhieu"),  # swapped
        ("điện thoaij thông minhh", "dien thoai thong minh"),
        ("hóa dơnn điện tử", "hoa don dien tu"),
        ("sức khoẻe điện tử", "suc khoe dien tu"),
        ("fần trăm", "phan tram"),  # sounds of teencode
        ("zụ", "vu"),
        ("cáp quag", "cap quang"),
        ("cáp qag", "cap quang"),
        ("chủ trìi", "chu tri"),
    ],
)
def test_slips_are_mended_towards_known_words(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize(
    "message",
    ["facebook", "bitcoin lên giá", "con gà mấy chân", "messi đá bóng", "netflix", "thời tiết hà nội", "giá vàng", "kubernetes", "tôi tên là Trang"],
)
def test_words_about_something_else_stay_as_typed(message: str) -> None:
    assert mend(message) == fold(message.lower())


@pytest.mark.parametrize("message", ["85%", "q1", "27/QĐ-UBQGCĐS", "k", "b", "", "?!"])
def test_numbers_codes_and_single_letters_are_left_alone(message: str) -> None:
    tokens = tokenise(message)
    assert spelling().mend(tokens) == tokens


def test_a_real_word_is_replaced_only_where_both_neighbours_ask_for_it() -> None:
    assert mend("doanh nghiệp dùng hòa đon điện tử") == "doanh nghiep dung hoa don dien tu"
    assert mend("hợp đông điện tử bao nhiêu") == "hop dong dien tu bao nhieu"
    assert mend("cái quảng cáo") == "cai quang cao"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chir tieeu capf quang laf bao nhieeu", "chi tieu cap quang la bao nhieu"),
        ("ai chur trif nhieemj vuj nayf", "ai chu tri nhiem vu nay"),
        ("hoas ddown ddieenj tuwr bao nhieeu phaanf trawm", "hoa don dien tu bao nhieu phan tram"),
    ],
)
def test_telex_words_that_stand_in_training_examples_are_still_mended(typed: str, meant: str) -> None:
    assert " ".join(token.fold for token in reader().read(typed)) == meant


def test_a_slip_that_the_examples_have_too_is_mended_beside_its_neighbour() -> None:
    learnt = Spelling()
    learnt.learn(map(tokenise, [*["cáp quang mấy phần trăm"] * 9, "cáp qang mấy phần trăm"]))
    assert [token.fold for token in learnt.mend(tokenise("cáp qang"))] == ["cap", "quang"]


@pytest.mark.parametrize("message", ["how many people have smartphones", "who has the lead", "what is this plan", "when does it end"])
def test_english_words_are_no_telex(message: str) -> None:
    assert " ".join(token.text for token in reader().read(message)) == message


def test_a_mended_word_keeps_its_place() -> None:
    message = "vụ capquang ấy"
    assert [message[token.start : token.end] for token in spelling().mend(tokenise(message))] == ["vụ", "capquang", "capquang", "ấy"]


def test_nothing_learnt_mends_no_known_word_away() -> None:
    tokens = tokenise("hóa đơn điện tử của doanh nghiệp")
    assert Spelling().mend(tokens) == tokens


def test_plan_names_read_as_themselves() -> None:
    """Mending never bends a name of the plan into another one, with or without diacritics."""
    reader = plan_reader()
    bent = {}
    for plan in plans():
        for alias, _ in plan_aliases(plan):
            for typed in (alias, fold(alias)):
                plain, mended = ([fold(token.text) for token in tokens] for tokens in (reader.read_plain(typed), reader.read(typed)))
                if plain != mended:
                    bent[typed] = " ".join(mended)
    assert bent == {}


@repeatable
@given(naughty_text(max_size=60))
def test_no_message_stops_the_mending(message: str) -> None:
    for token in plan_reader().read(message):
        assert isinstance(token, Token)
        assert 0 <= token.start <= token.end <= len(message)


@lru_cache(maxsize=1)
def chatted() -> Spelling:
    """What was learnt from texts in which some pairs stand often."""
    learnt = Spelling()
    learnt.learn(
        tokenise(sentence) for sentence in ("thanh toán số và hợp đồng điện tử", "định danh điện tử", "giáo viên và sinh viên", "tính toán") * LEAST_CONTRACTED
    )
    learnt.learn([tokenise("thanh toán điện tử")] * 4 * LEAST_CONTRACTED)
    return learnt


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ttoán số", "thanh toan so"),
        ("ttoan so", "thanh toan so"),
        ("thtoán số", "thanh toan so"),
        ("đtử", "dien tu"),
        ("đ.danh đtử", "dinh danh dien tu"),
        ("thanh ttoán", "thanh toan"),  # a doubled letter, not the pair
        ("toán", "toan"),  # a word of its own
        ("gviên", "giao vien"),
    ],
)
def test_a_pair_is_known_by_its_first_letters_and_its_second_word(typed: str, meant: str) -> None:
    tokens = chatted().without_dots(tokenise(typed))
    assert " ".join(token.fold for token in chatted().mend(tokens)) == meant


def test_letters_that_may_stand_for_several_pairs_are_left_alone() -> None:
    learnt = Spelling()
    learnt.learn([tokenise("thanh toán"), tokenise("tính toán")] * LEAST_CONTRACTED)
    assert "ttoán" not in learnt.contracted and learnt.contracted["thtoán"] == "thanh toán"


def test_a_dot_that_ends_a_sentence_stays() -> None:
    assert [token.text for token in chatted().without_dots(tokenise("hợp đ. danh"))] == ["hợp", "đ", ".", "danh"]
