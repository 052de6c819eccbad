"""What lies in deploy/ is right by its own programs' judgement, and lets nobody in where nobody is to come."""

from __future__ import annotations

import re
import ssl
import subprocess
from http.client import HTTPSConnection
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.paths import PROJECT
from bot.service.settings import Settings
from bot.service.started import free_ports
from tests.store.servers import nginx_command, nginx_server

DEPLOY = PROJECT / "deploy"
ACTIONS_CONFIGURATION = DEPLOY / "actions.nginx.conf"
SERVICE_KEYS = {
    "image", "build", "restart", "stop_grace_period", "depends_on", "ports", "volumes", "networks", "env_file", "environment", "command", "healthcheck",
}  # fmt: skip


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yml").read_text("utf-8"))
    return found


def faults(folder: Path, configuration: str) -> str:
    """What nginx has to say against a configuration."""
    done = subprocess.run([*nginx_command(folder, configuration), "-t"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 and "warn" not in done.stderr else done.stderr


def bot_configuration(folder: Path, bot: str) -> str:
    """What stands before a bot at that address; *folder* gets what it names."""
    (folder / "mime.types").write_text("types { text/html html; }\n")
    (folder / "certificates").mkdir()
    names = ["-keyout", folder / "certificates" / "key.pem", "-out", folder / "certificates" / "certificate.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bot", *names], check=True, capture_output=True)
    return (DEPLOY / "nginx.conf").read_text("utf-8").replace("server bot:5005", f"server {bot}")


def test_nginx_finds_no_fault_with_what_stands_before_the_bot(tmp_path: Path) -> None:
    assert faults(tmp_path, bot_configuration(tmp_path, "127.0.0.1:5005")) == ""


def test_whoever_listens_to_an_officer_may_still_write_through_nginx(tmp_path: Path) -> None:
    plain, port = free_ports(2)
    text = bot_configuration(tmp_path, "127.0.0.1:1")  # nobody is there: what is let through gets 502
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certificates" / "certificate.pem"))
    trusting.check_hostname = False

    def status(method: str) -> int:
        connection = HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)
        connection.request(method, "/webhooks/web/messages")
        got = connection.getresponse().status
        connection.close()
        return got

    with nginx_server(tmp_path, text, port):
        assert {status("GET") for _ in range(60)} == {502}
        assert status("POST") == 502
        assert 429 in {status("POST") for _ in range(60)}


def test_nginx_finds_no_fault_with_what_stands_before_action_servers(tmp_path: Path) -> None:
    text = ACTIONS_CONFIGURATION.read_text("utf-8")
    assert faults(tmp_path, text.replace("server actions-1:", "server 127.0.0.1:").replace("server actions-2:", "server 127.0.0.2:")) == ""


def test_every_channel_has_its_place_before_the_bot() -> None:
    channels = YAML(typ="safe").load((PROJECT / "credentials.yml").read_text("utf-8"))
    places = re.findall(r"location (?:~ \^)?/webhooks/(\S+)/ ", (DEPLOY / "nginx.conf").read_text("utf-8"))
    pages = {"api", "pages"}  # these have no webhook
    assert {name.split(".")[-2] for name in channels} - pages <= set(re.findall(r"\w+", " ".join(places)))


def test_the_operations_port_is_not_let_through(compose: dict[str, Any]) -> None:
    ports = {str(Settings(port=5005, workers=2, redis_url="redis://redis:6379/0").ops_ports[number]) for number in (0, 1)}
    assert not ports & set(re.findall(r"\d+", (DEPLOY / "nginx.conf").read_text("utf-8")))
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"nginx"}
    assert compose["networks"]["back"]["internal"]
    assert all(compose["services"][name]["networks"] == ["back"] for name in ("postgres", "redis"))


def test_the_compose_file_is_whole(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service) <= SERVICE_KEYS and ("image" in service or "build" in service)
        assert set(service["networks"]) <= set(compose["networks"])
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"} and (other == "bot" or "healthcheck" in services[other])
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or source == "./certificates" or (DEPLOY / source).exists()
    assert (DEPLOY / services["bot"]["build"]["dockerfile"].removeprefix("deploy/")).is_file()
    secrets = dict(line.split("=", 1) for line in (DEPLOY / "secrets.env.example").read_text("utf-8").splitlines() if line and line[0] != "#")
    named = {name.lower() for name in {**services["bot"]["environment"], **secrets}} - {"postgres_password"}
    assert named <= set(Settings.__fields__)
    Settings(**{name.lower(): value for name, value in services["bot"]["environment"].items()}, database_url=secrets["DATABASE_URL"])


def test_the_bot_believes_its_nginx_and_nobody_else_who_a_request_is_from(compose: dict[str, Any]) -> None:
    address = compose["services"]["nginx"]["networks"]["front"]["ipv4_address"]
    assert compose["services"]["bot"]["environment"]["TRUSTED_PROXIES"] == address
    assert ip_address(address) in ip_network(compose["networks"]["front"]["ipam"]["config"][0]["subnet"])
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_data_folder_is_no_mount_so_that_a_backup_can_be_put_in_its_place(compose: dict[str, Any]) -> None:
    (folder,) = re.findall(r"\bDATA_FOLDER=(\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"))
    mounts = [volume.split(":")[1] for volume in compose["services"]["bot"]["volumes"]]
    assert [mount for mount in mounts if Path(mount) in Path(folder).parents] and folder not in mounts


def test_secrets_and_kept_data_do_not_get_into_the_image() -> None:
    left_out = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    assert {"var", "deploy/secrets.env", "deploy/certificates", ".venv", "models"} <= set(left_out)
    ignored = (PROJECT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/deploy/secrets.env", "/deploy/certificates/"} <= set(ignored)
