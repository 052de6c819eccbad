"""Teencode, abbreviations, dialect: written out where they stand, refused with their place where the file is wrong."""

from pathlib import Path

import pytest

from bot.language.lexicon import Lexicon, LexiconError, load_lexicon
from bot.language.normalise import fold
from bot.language.tokens import tokenise
from bot.nlu.names import plan_aliases
from bot.paths import LEXICON
from tests.support import plain_reader, plans


def read(message: str) -> str:
    return " ".join(token.text for token in plain_reader().read_plain(message))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bn % vậy", "bao nhiêu % vậy"),
        ("cđs", "chuyển đổi số"),
        ("CDS", "chuyển đổi số"),
        ("Bộ TT&TT", "bộ thông tin và truyền thông"),
        ("bộ tttt", "bộ thông tin và truyền thông"),
        ("BCA", "bộ công an"),
        ("BYT", "bộ y tế"),
        ("Bộ GD&ĐT", "bộ giáo dục và đào tạo"),
        ("dvc", "dịch vụ công"),
        ("TTHC", "thủ tục hành chính"),
        ("DNNVV", "doanh nghiệp nhỏ và vừa"),
        ("TMĐT", "thương mại điện tử"),
        ("CSDL", "cơ sở dữ liệu"),
        ("tổ CNSC", "tổ công nghệ số cộng đồng"),
        ("TCNSC", "tổ công nghệ số cộng đồng"),
        ("Tổ CNCĐ", "tổ công nghệ số cộng đồng"),
        ("to cncd", "tổ công nghệ số cộng đồng"),
        ("tcncđ", "tổ công nghệ số cộng đồng"),
        ("tổ CN số CĐ", "tổ công nghệ số cộng đồng"),
        ("tổ CNS CĐ", "tổ công nghệ số cộng đồng"),
        ("tổ cn cđ", "tổ công nghệ số cộng đồng"),
        ("tổ công nghệ số cđ", "tổ công nghệ số cộng đồng"),
        ("tcns cđ", "tổ công nghệ số cộng đồng"),
        ("chi rứa", "gì vậy"),
        ("dùng vô việc chi", "dùng vào việc chi"),
        ("dung vo viec gi", "dùng vào viec gi"),
        ("vô lý quá, vô cùng dở", "vô lý quá , vô cùng dở"),
        ("chừ ai cũng có cấy điện thoại nớ", "bây giờ ai cũng có cái điện thoại đó"),
        ("nhà cấy lúa", "nhà cấy lúa"),
        ("thiệt hại", "thiệt hại"),
        ("mô hình", "mô hình"),
        ("ở mô", "ở đâu"),
        ("nhiêu", "bao nhiêu"),
        ("sài gòn", "sài gòn"),
    ],
)
def test_short_forms_and_dialect_are_written_out(typed: str, meant: str) -> None:
    assert read(typed) == meant


def test_a_written_out_form_keeps_the_place_of_what_was_typed() -> None:
    message = "vụ TMĐT ấy"
    spans = [message[token.start : token.end] for token in plain_reader().read_plain(message)]
    assert spans == ["vụ", "TMĐT", "TMĐT", "TMĐT", "TMĐT", "ấy"]


def test_the_longest_form_wins_and_is_not_read_again() -> None:
    lexicon = Lexicon()
    lexicon.add("b", "bạn")
    lexicon.add("b ơi", "b ơi")
    assert [token.text for token in lexicon.replace(tokenise("b ơi b"))] == ["b", "ơi", "bạn"]


def test_an_exact_form_counts_only_with_its_own_diacritics() -> None:
    lexicon = Lexicon()
    lexicon.add("răng", "sao", exact=True)
    assert [token.text for token in lexicon.replace(tokenise("răng rang"))] == ["sao", "rang"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("bn", "expected"),
        ("bn\t", "expected"),
        ("\tbao nhiêu", "expected"),
        ("bn\tbao nhiêu\tsometimes", "expected"),
        ("bn\ta\texact\tb", "expected"),
        ("ko\tkhông", "already given"),
    ],
)
def test_a_wrong_line_is_refused_with_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "teencode.tsv"
    path.write_text(f"# forms\n\nko\tkhông\n{line}\n", "utf-8")
    with pytest.raises(LexiconError) as refused:
        load_lexicon(tmp_path)
    assert str(refused.value).startswith(f"{path}:4: ")
    assert complaint in str(refused.value)


def test_a_form_of_another_file_is_refused_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("ko\tkhông\n", "utf-8")
    (tmp_path / "b.tsv").write_text("# dialect\nko\tkhông có\n", "utf-8")
    with pytest.raises(LexiconError) as refused:
        load_lexicon(tmp_path)
    assert f"{tmp_path / 'b.tsv'}:2" in str(refused.value)
    assert f"{tmp_path / 'a.tsv'}:1" in str(refused.value)


def test_no_short_form_swallows_a_plan_name_typed_without_diacritics() -> None:
    names = {alias for plan in plans() for alias, _ in plan_aliases(plan)}
    swallowed = {name: (read(name), read(fold(name))) for name in names if fold(read(name)) != fold(read(fold(name)))}
    assert swallowed == {}


def test_every_committed_lexicon_file_that_readers_use_is_readable() -> None:
    assert load_lexicon(LEXICON, ["teencode", "abbreviations", "dialect", "synonyms", "short_forms"]).entries
