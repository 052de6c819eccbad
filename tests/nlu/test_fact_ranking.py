"""Which fact a question is after, learnt from the questions in the plan files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from bot.nlu.fact_ranking import fact_examples
from bot.nlu.importer import to_examples
from bot.nlu.masking import mask_names, official_names
from bot.nlu.ranking import NONE, Ranker
from tests.support import linker, plain_reader, plans, reader, training_data


@lru_cache(maxsize=1)
def ranker() -> Ranker:
    names = official_names(plans())
    others = []
    for example in to_examples(training_data())[::2]:
        tokens = plain_reader().read_plain(example.text)
        kinds = frozenset(annotation.kind for annotation in example.annotations)
        others.append((mask_names(tokens, linker().link(tokens), names), example.intent, kinds))
    return Ranker().fit(fact_examples(plans(), plain_reader(), linker(), others, seed=27))


def likeliest(message: str) -> str:
    tokens = reader().read(message)
    return ranker().likeliest(mask_names(tokens, linker().link(tokens), official_names(plans())))[0][0]


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("Hồi trước Ủy ban Quốc gia về chuyển đổi số mang tên gì?", "2022/uy-ban/thanh-lap"),
        ("quyet dinh 27 do ai dat but ky", "2022/van-ban/nguoi-ky"),
        ("ai tập huấn cho tổ công nghệ số cộng đồng vậy", "2022/to-cong-nghe-so/tap-huan"),
        ("Which databases is the e-ID system built on?", "2022/nv-02/nv-02-co-so-du-lieu"),
    ],
)
def test_the_likeliest_fact_is_the_one_asked_for(message: str, fact: str) -> None:
    assert likeliest(message) == fact


@pytest.mark.parametrize("message", ["Cáp quang bao nhiêu phần trăm?", "Bộ Y tế chủ trì việc gì?", "thương mại điện tử chiếm mấy phần trăm"])
def test_a_question_after_no_fact_is_ranked_so(message: str) -> None:
    assert likeliest(message) == NONE


def test_without_questions_in_the_plans_nothing_is_ranked_a_fact(tmp_path: Path) -> None:
    empty = Ranker().fit([])
    empty.save(tmp_path)
    assert Ranker.load(tmp_path).rank([]) == [(NONE, 1.0)]


def test_a_saved_ranker_ranks_as_before(tmp_path: Path) -> None:
    ranker().save(tmp_path)
    tokens = reader().read("ai ký quyết định")
    assert Ranker.load(tmp_path).rank(tokens)[:3] == ranker().rank(tokens)[:3]
