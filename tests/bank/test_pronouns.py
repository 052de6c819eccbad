"""What is asked of «nó», «cái đó» or of nothing after a subject is answered as if the subject were named again."""

import re

import pytest

from bot.service.client import Bubble, ask, new_sender

# What is asked first, the name by which the same thing is asked for again, and what points back to it.
TARGETS = {
    "tỷ lệ hộ có cáp quang là bao nhiêu": "cáp quang",
    "bao nhiêu phần trăm dân có điện thoại thông minh": "điện thoại thông minh",
    "chỉ tiêu hóa đơn điện tử": "hóa đơn điện tử",
    "số hóa hồ sơ ở một cửa phải đạt bao nhiêu": "số hóa hồ sơ",
    "tỷ lệ người từ 15 tuổi có tài khoản giao dịch": "tài khoản giao dịch",
}
TASKS = {
    "nhiệm vụ dạy học trực tuyến làm gì": "nhiệm vụ dạy học trực tuyến",
    "nhiệm vụ phổ cập danh tính điện tử do ai chủ trì": "nhiệm vụ danh tính điện tử",
    "nhiệm vụ 4 là gì": "nhiệm vụ hồ sơ sức khỏe điện tử",
}
# Bodies of which no source says who is in them, who founded them or who heads them.
BODIES = ("tổ công tác giúp việc", "ban chỉ đạo chuyển đổi số")
OF_TARGETS = (
    "ai chủ trì {}", "{} do bộ nào lo", "{} tính trên những ai", "hạn của {} là khi nào", "ai phối hợp làm {}", "{} có đạt chưa", "mục tiêu {} là bao nhiêu",
    "vì sao {} lại đặt thế", "{} năm 2023 bao nhiêu", "{} ở Nghệ An bao nhiêu", "{} tốn bao nhiêu tiền",
)  # fmt: skip
OF_TASKS = ("ai chủ trì {}", "ai phối hợp {}", "hạn của {}", "bộ nào làm {}", "{} tốn bao nhiêu tiền", "kết quả {} thế nào rồi")
OF_BODIES = ("{} gồm những ai", "{} do ai lập ra", "{} có từ khi nào", "ai đứng đầu {}")
OF_OTHER_BODIES = ("trưởng thôn", "1619/QĐ-TTg", "Thủ tướng Chính phủ")
TOLD = re.compile(r"\d+(?:[.,/-]\d+)*%?|Bộ (?:trưởng )?[A-ZĐ]\w+(?: \w+)?")
LEAST_ALIKE = 0.95


def told(service: str, *messages: str) -> set[str]:
    """The figures, days and ministries in the first bubble of the reply to the last of *messages*: the rest varies between conversations."""
    return set(TOLD.findall(said(service, *messages)[0].text))


def said(service: str, *messages: str) -> list[Bubble]:
    """The reply to the last of *messages* in a conversation of their own."""
    sender = new_sender("pronouns")
    for message in messages:
        reply = ask(service, message, sender=sender)
    return reply


@pytest.mark.parametrize(
    ("subjects", "questions", "pronouns"),
    [(TARGETS, OF_TARGETS, ("nó", "cái đó", "")), (TASKS, OF_TASKS, ("nó", "nhiệm vụ đó", ""))],
    ids=["targets", "tasks"],
)
def test_a_pronoun_stands_for_what_is_talked_about(service: str, subjects: dict[str, str], questions: tuple[str, ...], pronouns: tuple[str, ...]) -> None:
    asked, unlike = 0, []
    for first, name in subjects.items():
        for question in questions:
            meant = told(service, first, question.format(name))
            for pronoun in pronouns:
                message = " ".join(question.format(pronoun).split())
                asked += 1
                if told(service, first, message) != meant:
                    unlike.append(f"{first} >> {message}")
    assert len(unlike) <= (1 - LEAST_ALIKE) * asked, "\n".join(unlike)


@pytest.mark.parametrize("pronoun", ["nó", ""])
@pytest.mark.parametrize("body", BODIES)
def test_what_no_source_says_of_a_body_is_not_told_of_another_one(service: str, body: str, pronoun: str) -> None:
    for question in OF_BODIES:
        text = " ".join(bubble.text for bubble in said(service, f"{body} là gì", " ".join(question.format(pronoun).split())))
        assert not any(other in text for other in OF_OTHER_BODIES), question
