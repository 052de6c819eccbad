"""Reading aloud and dictating, with browsers that can and browsers that cannot (their voices are stood in for: none is in Chromium here)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat

VOICES = """
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
    getVoices: () => LIST, cancel: () => { window.spoken.push("stop"); }, speak: (one) => { window.spoken.push(one.lang + " " + one.text); window.last = one; },
})});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
RECOGNISER = """
window.webkitSpeechRecognition = window.SpeechRecognition = class {
    start() {
        window.heard = (text) => this.onresult({results: [[{transcript: text}]]});
        window.ended = (error) => { if (error) this.onerror({error}); this.onend(); };
    }
    stop() { this.onend(); }
    static available() { return Promise.resolve(AVAILABLE); }
};
"""


def with_script(page: Page, script: str) -> Chat:
    page.add_init_script(script)
    page.reload()
    return Chat(page).open()


def test_without_a_vietnamese_voice_there_is_nothing_to_press(desktop: Page) -> None:
    chat = with_script(desktop, VOICES.replace("LIST", "[{lang: 'en-US'}]"))
    chat.ask("cáp quang bao nhiêu?")
    expect(chat.button("Nghe")).to_have_count(0)
    chat.button("Tùy chọn").click()
    expect(chat.host.get_by_role("switch", name="Tự đọc câu trả lời")).to_have_count(0)


def test_an_answer_is_read_aloud_and_stopped(desktop: Page) -> None:
    chat = with_script(desktop, VOICES.replace("LIST", "[{lang: 'vi_VN', localService: true}]"))
    chat.ask("cáp quang bao nhiêu?")
    chat.button("Nghe").click()
    spoken = desktop.evaluate("() => window.spoken")
    assert "75%" in " ".join(spoken) and all(line.startswith("vi-VN ") for line in spoken) and "Nguồn" not in " ".join(spoken)
    chat.button("Dừng đọc").click()
    expect(chat.button("Nghe")).to_have_attribute("aria-pressed", "false")
    chat.button("Nghe").click()
    desktop.evaluate("() => window.last.onend()")
    expect(chat.button("Nghe")).to_be_visible()


def test_answers_read_themselves_if_asked_to(desktop: Page) -> None:
    chat = with_script(desktop, VOICES.replace("LIST", "[{lang: 'vi-VN'}]"))
    chat.option("Tự đọc câu trả lời")
    chat.ask("cáp quang bao nhiêu?")
    expect(chat.button("Dừng đọc")).to_be_visible()


def test_a_dictated_question_fills_the_box_and_waits_for_sending(desktop: Page) -> None:
    chat = with_script(desktop, RECOGNISER.replace("AVAILABLE", "'available'"))
    chat.button("Nói câu hỏi").click()
    expect(chat.button("Dừng nghe")).to_have_attribute("aria-pressed", "true")
    desktop.evaluate("() => { window.heard('cáp quang'); window.heard('cáp quang bao nhiêu'); window.ended(); }")
    expect(chat.input).to_have_value("cáp quang bao nhiêu")
    expect(chat.input).to_be_focused()
    expect(chat.questions).to_have_count(0)
    desktop.keyboard.press("Enter")
    expect(chat.answer(0)).to_contain_text("75%")


def test_a_recogniser_without_vietnamese_gets_no_button(desktop: Page) -> None:
    chat = with_script(desktop, RECOGNISER.replace("AVAILABLE", "'unavailable'"))
    expect(chat.button("Nói câu hỏi")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "told", "stays"),
    [
        ("no-speech", "Chưa nghe thấy gì.", True),
        ("not-allowed", "Trình duyệt chưa được phép dùng micro.", True),
        ("audio-capture", "Không tìm thấy micro trên máy này.", True),
        ("network", "Nhận dạng tiếng nói cần có mạng.", True),
        ("bad-grammar", "Chưa nghe được.", True),
        ("language-not-supported", "Máy này chưa nhận dạng được tiếng Việt nói.", False),
    ],
)
def test_what_went_wrong_with_dictating_is_told_and_only_a_dead_button_goes(desktop: Page, error: str, told: str, stays: bool) -> None:
    chat = with_script(desktop, RECOGNISER.replace("AVAILABLE", "'available'"))
    chat.button("Nói câu hỏi").click()
    desktop.evaluate("(error) => window.ended(error)", error)
    expect(chat.host.get_by_text(told)).to_be_visible()
    expect(chat.button("Nói câu hỏi")).to_have_count(int(stays))
