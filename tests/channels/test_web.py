"""The widget's channel in the running service."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.service.client import NoServiceError, ask, new_sender
from bot.store.settings import StoreSettings
from bot.web.feedback import Feedback
from tests.api.reading import read
from tests.channels.serving import get
from tests.channels.visiting import Visitor, open_session, said
from tests.conftest import Ask, Service

QUESTION = "Cáp quang bao nhiêu phần trăm?"


# -- answers


def test_a_question_is_answered_with_the_figure_its_source_and_next_questions(visitor: Visitor) -> None:
    got = visitor.post(QUESTION, message="a-1")
    answer = got.json
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["cache-control"] == "no-store"
    assert answer["id"] == "a-1"
    assert "75%" in answer["bubbles"][0]["text"]
    assert [bubble["kind"] for bubble in answer["bubbles"]] == ["answer", "source"]
    assert all(source["cite"] in answer["bubbles"][-1]["text"] for source in answer["sources"])
    assert answer["sources"] and answer["feedback"] is True
    assert all(source["link"].startswith(("https://", "/tra-cuu/")) for source in answer["sources"])
    assert all(set(button) == {"title", "payload"} for button in answer["buttons"])


def test_the_figure_is_the_one_that_the_api_tells(visitor: Visitor) -> None:
    target = read("/api/plans/2022/targets/cap-quang")
    (figure,) = visitor.ask(QUESTION)["figures"]
    assert figure == {"plan": "2022", "id": "cap-quang", "href": "/tra-cuu/cap-quang", **{key: target[key] for key in ("name", "goal", "figure", "due")}}


def test_a_button_is_a_question_that_is_answered(visitor: Visitor) -> None:
    button = visitor.ask(QUESTION)["buttons"][0]
    assert "Bộ" in said(visitor.ask(button["payload"]))  # the first one asks who leads


def test_a_follow_up_is_understood(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    assert "15-20%" in said(visitor.ask("còn định danh điện tử?"))


@pytest.mark.parametrize(
    "question", ["cáp quang năm 2030 bao nhiêu", "cáp quang đã đạt được bao nhiêu phần trăm rồi", "cáp quang ở Nghệ An bao nhiêu phần trăm"]
)
def test_a_goal_is_not_drawn_where_another_figure_was_asked_for(visitor: Visitor, question: str) -> None:
    answer = visitor.ask(question)
    assert "75%" in said(answer)
    assert answer["figures"] == []


def test_a_claim_that_is_corrected_shows_the_goal(visitor: Visitor) -> None:
    answer = visitor.ask("Cáp quang 50% đúng không?")
    assert [figure["id"] for figure in answer["figures"]] == ["cap-quang"]


def test_a_list_of_targets_has_a_figure_for_each_in_its_order(visitor: Visitor) -> None:
    answer = visitor.ask("Kế hoạch 2022 có những mục tiêu nào?")
    shown = [figure["figure"]["text"] for figure in answer["figures"]]
    assert len(shown) == len(read("/api/plans/2022/targets")["items"])
    text = said(answer)
    places = [text.find(figure["goal"].partition(": ")[2].removesuffix(".")) for figure in answer["figures"]]
    assert places == sorted(places) and places[0] > 0


def test_a_remark_and_the_source_are_bubbles_of_their_own(visitor: Visitor) -> None:
    answer = visitor.ask("số hóa hồ sơ cấp huyện từ ngày nào")
    assert [bubble["kind"] for bubble in answer["bubbles"]] == ["answer", "answer", "source"]
    assert "\n" not in answer["bubbles"][-1]["text"]


def test_small_talk_is_not_put_to_the_vote(visitor: Visitor) -> None:
    answer = visitor.ask("Xin chào")
    assert answer["feedback"] is False
    assert answer["figures"] == answer["sources"] == []


@pytest.mark.parametrize(
    "text", ["", " \n", "😀😀", "a" * 4001, "/restart", '/inform{"memory": 1}', "\ud83d", "<script>alert(1)</script>", "\u0000", "\u202e%75"], ids=ascii
)
def test_any_text_gets_a_calm_reply(visitor: Visitor, text: str) -> None:
    answer = visitor.ask(text)
    assert answer["bubbles"] and answer["figures"] == []
    assert "75%" in said(visitor.ask(QUESTION))


def test_other_channels_do_not_see_what_is_for_drawing(say: Ask) -> None:
    reply = say(QUESTION)
    assert len(reply) == 2
    assert all(bubble.text and "{" not in bubble.text for bubble in reply)


def test_a_long_answer_is_sent_in_fewer_bytes_to_who_reads_gzip(visitor: Visitor) -> None:
    content = {"id": "long", "text": "Kế hoạch 2022 có những mục tiêu nào?"}
    packed, plain = visitor.call("POST", "messages", content, Accept_Encoding="gzip, br"), visitor.call("POST", "messages", content)
    assert packed.text == plain.text
    assert len(packed.body) < len(plain.body) / 3


# -- sending again


def test_a_message_sent_again_gets_the_same_reply_and_is_not_a_second_question(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    first = visitor.post("còn định danh điện tử?", message="again")
    visitor.ask("ai chủ trì?")
    assert visitor.post("còn định danh điện tử?", message="again").body == first.body


def test_a_message_sent_twice_at_once_is_answered_once(visitor: Visitor) -> None:
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(visitor.post(QUESTION, message="twice").body)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bodies) == 4 and len(set(bodies)) == 1


def test_the_same_id_of_another_visitor_is_another_message(service: str, visitor: Visitor) -> None:
    one, other = visitor.post(QUESTION, message="same").json, Visitor(service).post("Xin chào", message="same").json
    assert one["answer"] != other["answer"] and said(one) != said(other)


# -- sessions


def test_a_visitor_does_not_see_the_conversation_of_another(service: str, visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    assert "%" not in said(Visitor(service).ask("nói lại"))


def test_a_session_is_another_one_each_time_and_long_enough_not_to_be_guessed(service: str) -> None:
    sessions = {open_session(service) for _ in range(5)}
    assert len(sessions) == 5
    assert all(len(session.partition(".")[0]) * 6 >= 128 for session in sessions)


@pytest.mark.parametrize("path", ["messages", "feedback"])
@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer a.b", "Basic {session}", "Bearer {session}x", "Bearer x{session}", "{session}", "Bearer a.b.c\u00e9"]
)
def test_who_has_no_session_of_this_server_is_refused(visitor: Visitor, path: str, authorization: str) -> None:
    got = visitor.call("POST", path, {"id": "1", "text": QUESTION, "answer": "x", "value": "up"}, Authorization=authorization.format(session=visitor.session))
    assert (got.status, got.json["error"]) == (401, "unauthorised")
    assert got.headers["www-authenticate"] == "Bearer"


def test_another_client_cannot_enter_a_visitors_conversation_by_its_name(service: str, visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    name = "web-" + hashlib.sha256(visitor.session.encode()).hexdigest()
    assert "75%" not in " ".join(bubble.text for bubble in ask(service, "nói lại", sender=name))


# -- deletion


def test_deletion_makes_the_bot_forget_what_was_said_and_the_session_goes_on_as_a_new_one(visitor: Visitor) -> None:
    first = visitor.post(QUESTION, message="before").json
    assert visitor.call("DELETE", "conversation").status == 204
    assert "%" not in said(visitor.ask("nói lại"))
    assert visitor.vote(first["answer"], "up").status == 404
    assert visitor.post(QUESTION, message="before").json["answer"] != first["answer"]


def test_deletion_of_nothing_is_no_mistake(visitor: Visitor) -> None:
    got = visitor.call("DELETE", "conversation")
    assert (got.status, got.body) == (204, b"")


# -- votes


def votes(folder: Path) -> list[dict[str, Any]]:
    return Feedback(StoreSettings(data_folder=folder).database).votes()


def test_a_vote_is_kept_with_question_answer_frame_and_plan_and_without_who_asked(visitor: Visitor, data_folder: Path) -> None:
    answer = visitor.ask("Cáp quang bao nhiêu phần trăm? Gọi tôi số 0912 345 678")
    got = visitor.vote(answer["answer"], "down", reason="  chưa rõ tính trên ai, viết cho toi@xa.vn  ")
    assert (got.status, got.body) == (204, b"")
    kept = votes(data_folder)[-1]
    assert (kept["value"], kept["plan"]) == ("down", "2022")
    assert kept["question"].startswith("Cáp quang bao nhiêu phần trăm?")
    assert json.loads(kept["texts"]) == [bubble["text"] for bubble in answer["bubbles"]]
    assert json.loads(kept["frames"])[0] == {"ask": "target_value", "subjects": ["2022/cap-quang"], "qualifiers": {}, "outcome": "answered"}
    assert len(kept["plan_version"]) == 16
    assert kept["reason"].startswith("chưa rõ")
    for trace in ("0912", "345 678", "toi@xa.vn", visitor.session, "web-", answer["answer"]):
        assert trace not in str(kept)


def test_a_vote_tells_the_year_the_place_and_the_figure_that_were_asked_about(visitor: Visitor, data_folder: Path) -> None:
    answer = visitor.ask("Hà Nội năm 2023 cáp quang 85% đúng không")
    assert visitor.vote(answer["answer"], "down").status == 204
    (frame,) = json.loads(votes(data_folder)[-1]["frames"])
    assert frame == {
        "ask": "verify_claim",
        "subjects": ["2022/cap-quang"],
        "qualifiers": {"year": ["2023"], "place": ["Hà Nội"], "figure": ["85"]},
        "outcome": "out_of_plan",
    }


def test_the_second_vote_takes_the_place_of_the_first(visitor: Visitor, data_folder: Path) -> None:
    answer = visitor.ask(QUESTION)["answer"]
    before = len(votes(data_folder))
    assert [visitor.vote(answer, value).status for value in ("up", "down")] == [204, 204]
    after = votes(data_folder)
    assert len(after) == before + 1
    assert after[-1]["value"] == "down"


def test_nobody_votes_on_the_answer_of_another(service: str, visitor: Visitor) -> None:
    answer = visitor.ask(QUESTION)["answer"]
    got = Visitor(service).vote(answer, "up")
    assert (got.status, got.json["error"]) == (404, "not_found")


# -- the whole


def test_no_cookie_is_set_and_no_other_site_let_in(service: str, visitor: Visitor) -> None:
    for got in (visitor.post(QUESTION), get(service, "/webhooks/web/session", method="POST", Origin="https://xa.example")):
        assert not {"set-cookie", "server", "access-control-allow-origin", "access-control-allow-credentials"}.intersection(got.headers)


def test_what_visitors_write_and_their_sessions_stand_in_no_log(running: Service, visitor: Visitor) -> None:
    visitor.ask("mã riêng 556677, cáp quang bao nhiêu phần trăm")
    visitor.send("POST", "messages", b'{"id": "556677"', Content_Type="application/json")
    log = running.log.read_text("utf-8")
    assert "556677" not in log and visitor.session not in log and "web-" not in log


def test_without_the_action_server_the_visitor_is_asked_to_send_again_and_is_then_answered(running: Service, visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    running.child("bot.service.action_server").kill()
    statuses = []
    for _ in range(600):
        got = visitor.post("còn định danh điện tử?", message="while-away")
        statuses.append(got.status)
        if got.status == 200:
            break
        threading.Event().wait(0.1)
    assert set(statuses[:-1]) == {503}
    assert "15-20%" in said(got.json)


def test_a_killed_server_comes_back_and_the_session_still_holds(running: Service, visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    running.child("bot.service.rasa_server").kill()
    for _ in range(600):
        try:
            ask(running.url, QUESTION, sender=new_sender("test"))
            break
        except NoServiceError:
            threading.Event().wait(0.1)
    assert "75%" in said(visitor.ask(QUESTION))
