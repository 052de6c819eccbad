"""``rasa data validate``, read strictly: Rasa's own command exits with 0 on most of what it warns about."""

from __future__ import annotations

import ast
import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.paths import PROJECT
from bot.plan.load import PlanError
from bot.service.lean import import_rasa
from bot.service.logs import SAID_ALWAYS, configure_libraries, configure_logging

# Responses that only the action says are unused for Rasa. Whether the action says them is looked up in its code.
_UNUSED = re.compile(r"The utterance '(?P<response>\w+)' is not used in any story or rule")
_SPEAKING_CODE = ("actions", "bot/answers")


def problems() -> list[str]:
    """What is wrong with domain, rules, examples and responses: Rasa's warnings and errors, and responses that nothing says."""
    told: list[str] = []
    logging.getLogger().handlers[:] = [_Collector(told)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asks = _validate(told)
    libraries = (DeprecationWarning, PendingDeprecationWarning)
    told += [str(warning.message) for warning in caught if not issubclass(warning.category, libraries) and not str(warning.message).startswith(SAID_ALWAYS)]
    said = list(uttered([PROJECT / folder for folder in _SPEAKING_CODE], asks))
    unused = {match["response"] for text in told if (match := _UNUSED.search(text))}
    return [text for text in dict.fromkeys(told) if not _UNUSED.search(text)] + [
        f"the response «{response}» is said by no action and no rule" for response in sorted(unused) if not any(name.fullmatch(response) for name in said)
    ]


def _validate(told: list[str]) -> list[str]:
    """Run Rasa's validation and add its verdict to *told*; the domain's intents."""
    import_rasa(["rasa.cli.utils", "rasa.validator", "spacy"], project=PROJECT, needed=["sqlalchemy"])
    from rasa.cli.utils import validate_files
    from rasa.shared.exceptions import RasaException
    from rasa.shared.importers.importer import TrainingDataImporter

    try:
        importer = TrainingDataImporter.load_from_config(str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"), [str(PROJECT / "data")])
        domain = importer.get_domain()
        validate_files(True, None, importer)
    except (RasaException, PlanError) as error:
        told += str(error).splitlines()
        return []
    except SystemExit:
        told.append("Rasa's validation failed")
    return list(domain.intents)


def uttered(folders: Iterable[Path], asks: Sequence[str]) -> Iterator[re.Pattern[str]]:
    """The names of responses that the code in *folders* writes.

    A blank within a name stands for an ask or for one other word, a blank before an ending («…_but») for any response.
    """
    blank = f"(?:{'|'.join(['[a-z]+', *asks])})"
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    name = re.escape(node.value)
                elif isinstance(node, ast.JoinedStr):
                    name = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else blank for part in node.values)
                    if name.startswith(blank + "_"):
                        name = "utter_[a-z_]+" + name.removeprefix(blank)
                else:
                    continue
                if name.startswith("utter_"):
                    yield re.compile(name)


class _Collector(logging.Handler):
    """Keeps the warnings and errors of Rasa's loggers."""

    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self._told.append(record.getMessage())


def main() -> int:
    """Print the problems, one a line; 1 if there are any."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", LOG_LEVEL="WARNING")
    configure_logging(logging.ERROR)
    configure_libraries(logging.ERROR)
    found = problems()
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"rasa data validate: {len(found) or 'no'} problem{'s' if len(found) != 1 else ''}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
