"""The project's command line: python -m bot serve | train | chat | ask | eval | plan check."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    from bot.service.settings import SettingsError

    try:
        return int(options.run(options))
    except SettingsError as error:
        sys.stderr.write("".join(f"error: {line}\n" for line in str(error).splitlines()))
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, help_text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        return command

    add("serve", _serve, "train if need be and serve; settings: HOST, PORT, ACTION_PORT, LOG_LEVEL, MODEL, LEAN")
    add("train", _train, "train the model, whether or not the files have changed")
    return parser


def _serve(options: argparse.Namespace) -> int:
    from bot.service.run import serve
    from bot.service.settings import read_settings

    return serve(read_settings())


def _train(options: argparse.Namespace) -> int:
    from bot.service.settings import read_settings
    from bot.service.training import TrainingError, train

    try:
        train(read_settings())
    except TrainingError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
