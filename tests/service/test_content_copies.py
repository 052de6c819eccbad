"""Copies of content and model, what is started from them, and what a full disk, a slip of rights or another service does to that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.paths import PROJECT
from bot.service import reloading as reloading_module
from bot.service import snapshots as snapshots_module
from bot.service.children import Child
from bot.service.fingerprint import fingerprint, fingerprint_file
from bot.service.generation import Generation
from bot.service.ports import Ports, StartError, open_ports
from bot.service.reload_record import ReloadRecord
from bot.service.reloading import RefusedError, Reloading
from bot.service.settings import Settings
from bot.service.snapshots import FILES, Snapshots
from bot.service.started import free_ports
from bot.service.waiting import finished

PATIENCE = 60.0  # seconds; nothing here is a measurement
FIGURES = Path("data") / "plan" / "figures.yml"


@dataclass(frozen=True)
class Place:
    """A small content, a model, and the folder of their copies."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def model(self) -> Path:
        return self.folder / "models" / "bot.tar.gz"

    @property
    def store(self) -> Path:
        return self.folder / "var" / "content"

    def snapshots(self) -> Snapshots:
        return Snapshots(self.store, self.content, self.model)

    def save(self, figures: str) -> None:
        (self.content / FIGURES).write_text(figures, "utf-8")

    def train(self, model: Path, made: str) -> None:
        """What a training leaves."""
        model.parent.mkdir(exist_ok=True)
        model.write_text(made, "utf-8")
        fingerprint_file(model).write_text(f"of {made}\n", "utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    (place.content / FIGURES).parent.mkdir(parents=True)
    place.model.parent.mkdir()
    for name in FILES:
        (place.content / name).write_text("", "utf-8")
    place.save("75")
    return place


@pytest.fixture
def ports(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    monkeypatch.setattr(reloading_module, "CONTENT", place.content)
    port, action_port, ops_port = free_ports(3)
    ports = open_ports(Settings(port=port, action_port=action_port, ops_port=ops_port, model=place.model, data_folder=place.folder / "var"))
    yield ports
    ports.close()


@pytest.fixture
def reloading(ports: Ports) -> Reloading:
    return Reloading(ports.settings, ports, threading.Event())


def test_a_figure_saved_while_a_trained_model_goes_in_is_still_to_be_taken_up(place: Place, reloading: Reloading) -> None:
    reloading._known = reloading._signature()
    snapshot = place.snapshots().take()
    place.train(snapshot.model, "model")
    reloading._publish(snapshot)
    assert place.model.read_text("utf-8") == "model"
    assert reloading._known == reloading._signature(), "the model itself is nothing new"
    place.save("76, saved meanwhile")
    place.train(snapshot.model, "another model")
    reloading._publish(snapshot)
    assert reloading._known != reloading._signature()


def test_content_is_not_taken_up_once_more_because_its_model_was_trained(place: Place) -> None:
    snapshots = place.snapshots()
    untrained = snapshots.take()
    place.train(untrained.model, "model")
    trained = snapshots.with_its_model(untrained)
    place.train(place.model, "model")
    assert trained.folder != untrained.folder
    assert snapshots.take() == trained


def test_files_that_cannot_be_listed_are_a_change_that_cannot_be_taken_up(place: Place, reloading: Reloading) -> None:
    before = reloading._signature()
    link = place.content / "data" / "unreachable.yml"
    link.symlink_to("x" * 300)  # a name that no system looks up; it stands for rights that are missing, which the tests' user may have
    assert reloading._signature() not in ((), before)
    with pytest.raises(RefusedError, match="unreachable"):
        reloading._copied()
    link.unlink()
    assert reloading._signature() == before


def test_a_draft_that_another_service_serves_is_not_what_this_one_falls_back_on(place: Place) -> None:
    mine, draft = place.snapshots(), Place(place.folder / "draft")
    good = mine.take()
    mine.is_good(good)
    shutil.copytree(place.content, draft.content)
    draft.save("101")
    others = Snapshots(place.store, draft.content, place.model)
    assert others.last_good() is None
    tried = others.take()
    others.is_good(tried)
    assert mine.last_good() == good
    others.release(tried)
    mine.release(good)
    assert {path for path in place.store.iterdir() if path.is_dir()} == {good.folder, tried.folder}


def test_what_was_good_for_other_code_is_not_fallen_back_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = place.snapshots()
    snapshots.is_good(snapshots.take())
    assert place.snapshots().last_good() == snapshots.take()
    monkeypatch.setattr(snapshots_module, "mark_of_code", lambda: "of other code")
    assert place.snapshots().last_good() is None
    assert place.snapshots().take() != snapshots.take()


def test_training_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "train", "--end-with-parent"]
    variables = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "MODEL": str(tmp_path / "bot.tar.gz")}
    with subprocess.Popen(command, cwd=PROJECT, env=variables, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as training:
        assert training.stdin is not None
        training.stdin.close()
        assert training.wait(PATIENCE) < 0, "it is ended by a signal"


def test_what_cannot_be_kept_for_the_next_start_is_told_and_counts_as_no_refusal(place: Place, reloading: Reloading, caplog: pytest.LogCaptureFixture) -> None:
    snapshot = place.snapshots().take()
    place.train(snapshot.model, "model")
    place.model.parent.rmdir()
    place.model.parent.write_text("no folder", "utf-8")
    reloading._kept(reloading._publish, snapshot)
    assert "cannot be kept for the next start" in caplog.text
    assert "refused" not in caplog.text
    assert reloading._record == ReloadRecord()


class Unfinished:
    """A check that a full disk ended."""

    def __init__(self, *_: str, settings: Mapping[str, str]) -> None:
        self._folder = Path(settings["CONTENT_FOLDER"])

    def start(self) -> None:
        (self._folder / "checked.json").write_text("", "utf-8")

    def exit_code(self) -> int:
        return 1

    def stop(self) -> None:
        """It has ended."""


def test_a_check_that_leaves_nothing_readable_refuses(place: Place, reloading: Reloading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading_module, "Child", Unfinished)
    with pytest.raises(RefusedError, match="cannot be checked"):
        finished(reloading._checked(place.snapshots().take()), threading.Event())


def test_a_store_that_cannot_be_used_is_told_in_one_line_at_the_start(place: Place, reloading: Reloading) -> None:
    place.store.parent.write_text("no folder", "utf-8")
    with pytest.raises(StartError) as told:
        reloading.start(threading.Event())
    assert str(place.store.parent) in str(told.value) and "\n" not in str(told.value)


def test_a_system_without_room_for_a_process_is_told_in_one_line_at_the_start(reloading: Reloading, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Child) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(Child, "start", full)
    with pytest.raises(StartError, match="Resource temporarily unavailable"):
        reloading.start(threading.Event())


def test_a_generation_that_cannot_be_made_keeps_no_port(place: Place, ports: Ports) -> None:
    snapshot = place.snapshots().take()
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(ValueError) as kept:  # and with it all that its traceback refers to
        Generation(ports.settings, Ports(ports.settings, ports.shared, (), ports.actions), snapshot, standby=True)
    assert len(os.listdir("/proc/self/fd")) == before, kept


def test_a_generation_of_which_a_process_cannot_be_started_is_ended(place: Place, reloading: Reloading, monkeypatch: pytest.MonkeyPatch) -> None:
    class Short(Generation):
        def start(self) -> None:
            self.children[0].start()
            raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(reloading_module, "Generation", Short)
    snapshot = place.snapshots().take()
    reloading._current = Generation(reloading._settings, reloading._ports, snapshot, standby=True)
    with pytest.raises(BlockingIOError):
        finished(reloading._replaced(snapshot), threading.Event())
    ((new, waiting),) = reloading._retiring
    finished(waiting, threading.Event())
    assert new.children[0].exit_code() is not None


def test_dot_files_and_what_editors_leave_change_neither_copy_nor_fingerprint(place: Place) -> None:
    copy, mark = place.snapshots().take(), fingerprint(place.content)
    for name in (".figures.yml.swp", "figures.yml~"):
        (place.content / "data" / "plan" / name).write_text("half a file", "utf-8")
    assert place.snapshots().take() == copy
    assert fingerprint(place.content) == mark


def test_a_folder_that_is_a_link_is_copied_with_what_is_in_it(place: Place) -> None:
    elsewhere = place.folder / "elsewhere"
    shutil.move(place.content / "data" / "plan", elsewhere)
    (place.content / "data" / "plan").symlink_to(elsewhere)
    assert (place.snapshots().take().folder / FIGURES).read_text("utf-8") == "75"


def test_a_folder_that_leads_back_to_itself_is_told(place: Place, reloading: Reloading) -> None:
    (place.content / "data" / "plan" / "again").symlink_to(place.content / "data")
    with pytest.raises(RefusedError, match="again"):
        reloading._copied()


def test_what_is_left_of_a_copy_blocks_no_content_and_goes(place: Place) -> None:
    first = place.snapshots()
    folder = first.take().folder
    del first
    (folder / ".lock").unlink()
    shutil.rmtree(folder / "data")
    abandoned, made_now = place.store / ".new-abandoned", place.store / ".new-now"
    for each in (abandoned, made_now, place.store / ".old-half"):
        each.mkdir()
    os.utime(abandoned, (0, 0))
    second = place.snapshots()
    again = second.take()
    assert again.folder == folder
    assert (folder / FIGURES).read_text("utf-8") == "75"
    second.release(again)
    assert {path for path in place.store.iterdir() if path.is_dir()} == {folder, made_now}


def test_copies_that_nobody_reads_from_any_more_are_deleted(place: Place) -> None:
    snapshots = place.snapshots()
    for figure in ("75", "76", "77"):
        place.save(figure)
        last = snapshots.take()
    snapshots.release(last)
    assert list(place.store.iterdir()) == [last.folder]
