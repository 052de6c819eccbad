"""What uv.lock brings to a machine that serves citizens."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.metadata import Distribution, distributions
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from bot.paths import PROJECT

PROJECT_NAME = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["name"]
MOST_BYTES = 1_200_000_000
# Installed for developers, for TensorFlow, or by whoever uses the channel or the store.
ELSEWHERE = {"tensorflow", "keras", "jax", "tensorboard", "libclang", "h5py", "matplotlib", "pytest", "mypy", "playwright"} | {
    "aiogram", "boto3", "botocore", "confluent-kafka", "fbmessenger", "google-auth", "mattermostwrapper", "pymongo", "python-socketio", "rocketchat-api",
    "slack-sdk", "twilio", "webexteamssdk",
}  # fmt: skip


@lru_cache
def packages() -> dict[str, dict[str, Any]]:
    return {package["name"]: package for package in tomllib.loads((PROJECT / "uv.lock").read_text("utf-8"))["package"]}


def closure(names: list[str]) -> set[str]:
    """The packages and all that they need. Extras and markers are taken as if all held: at worst a package too many."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            package = packages()[name]
            extras = [] if name == PROJECT_NAME else [each for some in package.get("optional-dependencies", {}).values() for each in some]
            names += [each["name"] for each in [*package.get("dependencies", []), *extras]]
    return found


def test_what_serves_has_no_tensorflow_and_no_client_that_is_never_used() -> None:
    assert not closure([PROJECT_NAME]) & ELSEWHERE


def test_stores_that_many_workers_share_are_there() -> None:
    assert {"redis", "psycopg2-binary", "sqlalchemy", "aio-pika"} <= closure([PROJECT_NAME])


def test_tensorflow_is_an_extra() -> None:
    extra = packages()[PROJECT_NAME]["optional-dependencies"]["tensorflow"]
    assert {"tensorflow", "keras"} <= closure([each["name"] for each in extra])


def test_what_serves_stays_within_its_size() -> None:
    """Files and their compiled forms, as installed here."""
    needed = closure([PROJECT_NAME])
    sizes = {each.name.lower().replace("_", "-").replace(".", "-"): size(each) for each in distributions() if each.name}
    assert {"rasa", "spacy", "scikit-learn", "underthesea"} <= needed & set(sizes)
    assert sum(size for name, size in sizes.items() if name in needed) < MOST_BYTES


def size(distribution: Distribution) -> int:
    files = {Path(str(file.locate())) for file in distribution.files or []}
    files |= {Path(cache_from_source(str(file))) for file in files if file.suffix == ".py"}
    return sum(file.stat().st_size for file in files if file.is_file())
