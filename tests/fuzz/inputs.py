"""How many inputs each entry gets, and what the inputs are made of.

FUZZ_INPUTS=10000 python -m pytest tests/fuzz       the full run; other inputs each time
python -m pytest tests/fuzz                         the short one of every test run; the same inputs each time
"""

from __future__ import annotations

import json
import os
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

SHORT: Final = 160
INPUTS: Final = int(os.environ.get("FUZZ_INPUTS", SHORT))
AT_ONCE: Final = 4

# What citizens write, in pieces that can be put together to anything.
PIECES: Final = (
    "cáp quang", "bao nhiêu phần trăm", "ai chủ trì", "nhiệm vụ 10", "hộ gia đình", "định danh điện tử", "năm 2025", "còn", "thế", "không phải",
    "xin chào", "85% đúng không", "so sánh", "tất cả mục tiêu", "cai thu 2", "k dau", "dvc tt", "huyện Đồng Văn", "27/QĐ-UBQGCĐS", "15/3/2022",
    "0912345678", "a@b.vn", "1.000.000.000", "99/99/9999", "-", "…", "«", "%", "?", "?!", ".", ",", ";", ":", "(", ")", "\n", "\t", "\r\n", " ", "/",
    "/restart", '/greet{"a": "b"}', "\u200b", "\u2060", "\ufeff", "\u202e", "\u0300", "\u0303\u0323", "😀", "👨‍👩‍👧‍👦", "\x00", "\x1b[31m", "\ud800",
    "ﬁ", "Ⅷ", "٣", "Ａ", "a", "1", "0", "{name}", "${x}", "%s", "<b>", "';--", "../", "{{7*7}}", "null", "[object]", "{", "}", "$(id)",
)  # fmt: skip
_joined = st.lists(st.sampled_from(PIECES), max_size=12)
# Long ones take the bot a hundred times as long as a question does, so there are fewer of them.
_times = st.one_of(*[st.integers(2, 30)] * 4, st.integers(2, 3000))
_long = st.builds(lambda one, other, times: (one + other) * times, st.sampled_from(PIECES), st.sampled_from(("", "", " ", *PIECES)), _times)
texts = st.one_of(*[_joined.map(" ".join)] * 3, _joined.map("".join), st.text(max_size=60), _long)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([0, -1, 2**63, 10**30, 1e308, -0.0, "", " ", float("inf"), float("nan")]), st.floats(), texts
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8)
deep = st.builds(
    lambda opening, closing, levels: opening * levels + closing * levels,
    *(st.sampled_from(("[", '{"a":')),),
    st.sampled_from(("]", "}", "")),
    st.integers(1, 4000),
)


def dumped(content: Any) -> bytes:
    """JSON, with halves of characters escaped."""
    return json.dumps(content).encode()


@st.composite
def mutated(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """The bytes of *whole* with a few of them changed, taken out or put in."""
    body = bytearray(draw(whole))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(body)))
        length = draw(st.integers(0, 12))
        body[place : place + length] = draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"\\", b"\\ud800", b"\xff", b"\x00", b"{", b"]", b",", b"9" * 5000]))
        )
    return bytes(body)


def any_body(content: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """*content* as JSON, whole most of the time; and what is none."""
    whole = content.map(dumped)
    return st.one_of(*[whole] * 6, mutated(whole), st.binary(max_size=200), values.map(dumped), deep.map(str.encode), st.just(b""))


def fuzzed(each: int = AT_ONCE, *, inputs: int = INPUTS) -> Any:
    """The settings of a test that takes *each* inputs at a time, INPUTS in all."""
    is_short = inputs <= SHORT
    return settings(
        max_examples=-(-inputs // each),
        deadline=None,
        derandomize=is_short,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=not is_short,
    )
