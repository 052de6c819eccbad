"""The project's command line, ``python -m bot``: service, model, questions, plans, data, reports, switches, contacts and chat platforms; see ``--help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.service.channel_commands import add_channel_commands, check_files
from bot.service.channel_commands import fail as _fail
from bot.service.data_commands import add_data_commands
from bot.service.report_commands import add_report_commands
from bot.service.switch_commands import add_switch_commands

# Each command imports what it needs when it runs: «plan check» must not wait for the libraries of «eval».


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 not done, 2 wrong settings or options."""
    options = _parser().parse_args(arguments)
    from bot.service.settings import SettingsError

    try:
        return int(options.run(options))
    except SettingsError as error:
        return _fail(str(error), code=2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], help_text: str, *, to: argparse._SubParsersAction = commands) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = to.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        return command

    serve = add("serve", _serve, "train if need be and serve; settings: see README.md")
    add("actions", _actions, "only an action server, for services on other machines (ACTION_HOST, ACTION_PORT; theirs: ACTION_URL)")
    training = add("train", _train, "train the model, whether or not the files have changed")
    training.add_argument("--if-needed", action="store_true", help="only if it does not fit the files")
    for command in (serve, training):
        command.add_argument("--end-with-parent", action="store_true", help="end when standard input closes")
    chat = add("chat", _chat, "talk in the terminal, to the running service or else to one started for it")
    ask = add("ask", _ask, "one question to the running service, one answer; exits 1 if it was not answered")
    ask.add_argument("question")
    evaluate = add("eval", _evaluate, "ask banks of questions and judge the replies; starts a service unless --url is given")
    evaluate.add_argument("banks", nargs="*", type=Path, metavar="BANK", help="JSON lines; without any, the project's own banks")
    evaluate.add_argument("--fold", action="store_true", help="type every turn without diacritics")
    evaluate.add_argument("--jobs", type=_positive, default=4, help="conversations at a time")
    evaluate.add_argument("--least", type=float, default=0.0, help="exit 1 below this share of passes (0 to 1)")
    evaluate.add_argument("--most-wrong", type=float, default=1.0, help="exit 1 above this share of wrong replies (0 to 1)")
    evaluate.add_argument("--results", type=Path, default=Path("results"), help="folder for the run's files")
    for command in (chat, ask, evaluate):
        command.add_argument("--url", help="address of a running service, for instance http://127.0.0.1:5005")
    plan = commands.add_parser("plan", help="plan files").add_subparsers(required=True, metavar="COMMAND")
    check = add("check", _check_plan, "check plan files; problems go to stderr, one a line", to=plan)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_data_commands(commands, add)
    add_report_commands(commands, add)
    add_switch_commands(commands, add)
    add_channel_commands(commands, add)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from bot.service.children import end_with_parent
    from bot.service.run import serve
    from bot.service.settings import read_settings

    settings = read_settings()
    if options.end_with_parent:
        end_with_parent()
    return serve(settings)


def _actions(options: argparse.Namespace) -> int:
    from bot.service.action_server import serve_actions
    from bot.service.settings import read_settings

    return serve_actions(read_settings())


def _train(options: argparse.Namespace) -> int:
    from bot.service.children import end_with_parent
    from bot.service.fingerprint import reason_to_train
    from bot.service.settings import read_settings
    from bot.service.training import TrainingError, train

    settings = read_settings()
    if options.end_with_parent:
        end_with_parent()
    if options.if_needed and reason_to_train(settings.model) is None:
        return 0
    try:
        train(settings)
    except TrainingError as error:
        return _fail(str(error))
    return 0


def _chat(options: argparse.Namespace) -> int:
    from bot.service.ports import StartError
    from bot.service.terminal import chat

    try:
        with _service(options.url, running_one=True) as url:
            return chat(url)
    except StartError as error:
        return _fail(str(error))


def _ask(options: argparse.Namespace) -> int:
    from bot.paths import EVALUATION
    from bot.service.judge import Judge
    from bot.service.settings import read_settings
    from bot.service.terminal import ask_once

    return ask_once(options.url or read_settings().url, options.question, Judge(EVALUATION))


def _evaluate(options: argparse.Namespace) -> int:
    from bot.paths import BANKS, EVALUATION
    from bot.service.evaluate import BankError, folded, is_good, read_banks, run, summary, write
    from bot.service.judge import Judge
    from bot.service.ports import StartError

    banks = options.banks or sorted(BANKS.glob("*.jsonl"))
    try:
        items = read_banks(banks)
        if not items:
            return _fail("the banks hold no item")
        with _service(options.url, running_one=False) as url:
            results = run(folded(items) if options.fold else items, Judge(EVALUATION), url, jobs=options.jobs)
    except (BankError, StartError) as error:
        return _fail(str(error))
    for line in summary(results):
        sys.stdout.write(line + "\n")
    asked = {"banks": [str(bank) for bank in banks], "fold": options.fold, "jobs": options.jobs, "least": options.least, "most_wrong": options.most_wrong}
    sys.stdout.write(f"written to {write(results, options.results, asked)}\n")
    return 0 if is_good(results, least=options.least, most_wrong=options.most_wrong) else 1


def _check_plan(options: argparse.Namespace) -> int:
    from bot.plan.load import load_plan

    def counted(path: Path) -> str:
        plan = load_plan(path)
        return f"plan {plan.id}: " + ", ".join(f"{len(getattr(plan, part))} {part}" for part in ("targets", "tasks", "organisations", "sources"))

    return check_files(options.files, counted)


@contextmanager
def _service(url: str | None, *, running_one: bool) -> Iterator[str]:
    """*url*, or with *running_one* the service at the set port if there is one, or else one started for the time being."""
    from bot.service.run import is_up
    from bot.service.settings import read_settings
    from bot.service.started import started_service

    settings = read_settings()
    if url:
        yield url
    elif running_one and is_up(settings.url):
        yield settings.url
    else:
        with started_service() as started:
            yield started.url


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(main())
