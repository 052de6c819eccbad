"""The running service watched: its operations port, its figures, its log, and what its public port does not show."""

from __future__ import annotations

import re

import pytest
import rasa
from prometheus_client.parser import text_string_to_metric_families

from bot.paths import PROJECT
from bot.service.client import ask, new_sender
from tests.channels.serving import get
from tests.channels.visiting import Visitor
from tests.conftest import Ask, Platforms, Service
from tests.content.test_docs import section
from tests.service.test_serve import QUESTION, until

OPERATE = PROJECT / "docs" / "operate.md"
REFUSED = "Năm 2030 cáp quang bao nhiêu phần trăm?"


def figures(service: Service) -> dict[str, float]:
    """By «name{value,value}», in the order of the labels' names."""
    got = get(service.ops_url, "/metrics")
    assert got.status == 200
    assert got.headers["content-type"].startswith("text/plain; version=")
    samples = [sample for family in text_string_to_metric_families(got.text) for sample in family.samples]
    return {f"{sample.name}{{{','.join(value for _, value in sorted(sample.labels.items()))}}}": sample.value for sample in samples}


def grown(service: Service, before: dict[str, float]) -> dict[str, float]:
    """The counters that have grown since, and by how much."""
    return {name: value - before.get(name, 0.0) for name, value in figures(service).items() if "_total{" in name and value != before.get(name, 0.0)}


def test_a_running_service_is_alive_and_ready(running: Service) -> None:
    live, ready = (get(running.ops_url, f"/health/{name}") for name in ("live", "ready"))
    assert (live.status, live.json["status"]) == (200, "alive")
    assert (ready.status, ready.json["status"], ready.json["missing"]) == (200, "ready", [])
    assert ready.json["parts"] == {part: "ok" for part in ("model", "event_loop", "actions", "database", "chat_store")}


def test_without_its_action_server_the_service_lives_and_is_not_ready_and_says_why(running: Service) -> None:
    actions = running.child("bot.service.action_server")
    actions.suspend()
    try:
        until(lambda: get(running.ops_url, "/health/ready").status == 503)
        got = get(running.ops_url, "/health/ready")
        assert (got.status, got.json["missing"]) == (503, ["actions"])
        assert get(running.ops_url, "/health/live").status == 200
        assert figures(running)["bot_up{actions}"] == 0
    finally:
        actions.resume()
    until(lambda: get(running.ops_url, "/health/ready").status == 200)


def test_messages_questions_outcomes_and_votes_are_counted_by_channel(running: Service, say: Ask) -> None:
    before = figures(running)
    say(QUESTION)
    say(REFUSED)
    say("?!")
    visitor = Visitor(running.url)
    visitor.vote(visitor.ask(QUESTION)["answer"], "down")
    found = grown(running, before)
    assert {name: value for name, value in found.items() if "questions" not in name and "process" not in name and "log_lines" not in name} == {
        "bot_messages_total{rest}": 3,
        "bot_messages_total{web}": 1,
        "bot_outcomes_total{rest,answered}": 1,
        "bot_outcomes_total{rest,out_of_plan}": 1,
        "bot_outcomes_total{rest,not_understood}": 1,
        "bot_outcomes_total{web,answered}": 1,
        "bot_fallbacks_total{rest,no_words}": 1,
        "bot_feedback_total{down}": 1,
    }
    assert found["bot_questions_total{target_value,answered}"] == 2
    assert figures(running)["bot_message_seconds_count{web}"] >= 1
    assert figures(running)["bot_messages_in_progress{}"] == 0


def test_chat_platforms_are_counted_with_what_waits_what_was_forged_and_how_old_the_tokens_are(running: Service, platforms: Platforms) -> None:
    before = figures(running)
    zalo = platforms.zalo
    zalo.deliver(zalo.says("6200000000005001", QUESTION))
    zalo.wait_for(lambda: zalo.texts_to("6200000000005001"))
    assert zalo.deliver(zalo.says("6200000000005001", QUESTION), signature="mac=0").status == 401
    found = grown(running, before)
    assert (found["bot_messages_total{zalo}"], found["bot_errors_total{zalo,delivery_refused}"]) == (1, 1)
    now = figures(running)
    assert {"bot_inbox_waiting{messenger}", "bot_outbox_messages{zalo,failed}", "bot_outbox_oldest_seconds{zalo_bot}"} <= set(now)
    assert now["bot_zalo_tokens{}"] == 1
    assert now["bot_zalo_token_refresh_left_seconds{}"] > 0


def test_the_figures_tell_versions_and_memory_and_nothing_of_a_person(running: Service, say: Ask) -> None:
    say("Tôi là Nguyễn Thị Bích, 0912345678, cáp quang bao nhiêu?", "0912345678")
    text = get(running.ops_url, "/metrics").text
    assert re.search(r'^bot_version_info\{model="[0-9a-f]{16}",plan="[0-9a-f]{16}"\} 1', text, re.MULTILINE)
    assert figures(running)["process_resident_memory_bytes{}"] > 50e6
    assert not [word for word in ("0912345678", "Bích", "B\\u00edch", "web-", "620000") if word in text]


def test_every_figure_is_explained_to_the_operator_and_none_that_there_is_not(running: Service) -> None:
    described = {name for name in re.findall(r"`(bot_\w+)`", section(OPERATE.read_text("utf-8"), "### Figures"))}
    families = [family for family in text_string_to_metric_families(get(running.ops_url, "/metrics").text) if family.name.startswith("bot_")]
    there = {f"{family.name}_total" if family.type == "counter" else family.name for family in families}
    assert there == described


def test_a_message_has_one_id_in_the_lines_of_both_processes_and_its_sender_a_pseudonym(running: Service) -> None:
    sender = new_sender("0912345678")
    lines = running.log.read_text("utf-8").count("\n")
    ask(running.url, QUESTION, sender=sender)
    ask(running.url, QUESTION, sender=sender)
    new = running.log.read_text("utf-8").splitlines()[lines:]
    told = [
        re.search(r"messages: message channel=rest person=([0-9a-f]{12}) .*outcome=answered ask=target_value request=([0-9a-f]{16})$", line) for line in new
    ]
    found = [match.groups() for match in told if match]
    assert len(found) == 2
    assert len({person for person, _ in found}) == 1
    ids = [request for _, request in found]
    assert len(set(ids)) == 2
    for request in ids:
        assert [line for line in new if "actions.answer: answer outcome=answered" in line and line.endswith(f"request={request}")]
    assert "0912345678" not in "\n".join(new)


def test_what_is_told_for_counting_reaches_no_citizen(running: Service) -> None:
    body = b'{"sender": "counted", "message": "\xc3\xa1 c\xc3\xa1p quang bao nhi\xc3\xaau"}'
    got = get(running.url, "/webhooks/rest/webhook", method="POST", body=body, Content_Type="application/json")
    assert got.status == 200
    assert all(set(message) <= {"recipient_id", "text", "buttons"} for message in got.json)
    assert "outcome" not in got.text


def test_an_id_that_is_sent_from_outside_is_not_taken_over(running: Service) -> None:
    forged = "feedfeedfeedfeed"
    get(running.url, "/webhooks/rest/webhook", method="POST", body=b'{"message": "xin"}', Content_Type="application/json", X_Request_Id=forged)
    assert forged not in running.log.read_text("utf-8")


# -- the public port

RASAS = (
    "/version", "/status", "/domain", "/conversations/me/tracker", "/conversations/me/story", "/conversations/me/messages", "/conversations/me/execute",
    "/conversations/me/predict", "/conversations/me/trigger_intent", "/conversations/me/tracker/events", "/model", "/model/train", "/model/test/stories",
    "/model/test/intents", "/model/predict", "/model/parse", "/socket.io/", "/webhooks", "/webhooks/facebook/webhook", "/webhooks/callback/webhook",
)  # fmt: skip
OURS = ("/metrics", "/health", "/health/live", "/health/ready")


@pytest.mark.parametrize("path", [*RASAS, *OURS])
def test_the_public_port_has_neither_rasas_interface_nor_ours_for_operators(service: str, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        assert get(service, path, method=method).status == 404, method


@pytest.mark.parametrize("path", ["/", "/nothing", "/webhooks/rest/", "/webhooks/web/nothing"])
def test_no_reply_of_the_public_port_tells_what_runs_there(service: str, path: str) -> None:
    got = get(service, path)
    assert not re.search(r"rasa|sanic|python", got.text + str(got.headers), re.IGNORECASE)
    assert rasa.__version__ not in got.text
