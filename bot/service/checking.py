"""A process that reads all content once, as those of the service will, and writes down what is wrong with it and whether the model fits it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.answers.phrases import Phrases
from bot.api.wording import Wording
from bot.contacts.load import load_contacts
from bot.language.lexicon import LexiconError
from bot.language.reading import Reader
from bot.messaging.texts import ChannelTexts, TextsError
from bot.paths import CHANNELS, CONTACTS, CONTENT, LEXICON, PHRASES, PLANS, SERVICE_TEXTS
from bot.plan.load import load_plans
from bot.plan.reading import ContentError
from bot.service.checked import Checked
from bot.service.children import end_with_parent
from bot.service.content import service_texts
from bot.service.fingerprint import reason_to_train
from bot.service.settings import read_settings
from bot.service.snapshots import FILES
from bot.web.texts import Refusals


def main() -> int:
    """Check the content that this process reads from, and leave the result in its folder."""
    end_with_parent()
    problems = tuple(dict.fromkeys(_problems()))
    checked = Checked(problems, None if problems else reason_to_train(read_settings().model))
    checked.write(CONTENT)
    return 0


def _problems() -> Iterator[str]:
    readers: list[tuple[Path, Callable[[Path], object]]] = [
        *((CONTENT / name, _yaml) for name in FILES),
        (PLANS, load_plans),
        (CONTACTS, load_contacts),
        *((PHRASES, read) for read in (Phrases.from_file, Wording.from_file, Refusals.from_file)),
        (CHANNELS, ChannelTexts.from_file),
        (SERVICE_TEXTS, lambda path: service_texts(path)["probe"]),
        (LEXICON, Reader.from_folder),
        *((file, _yaml) for part in ("nlu", "responses", "rules") for file in sorted((CONTENT / "data" / part).rglob("*.yml"))),
    ]
    for path, read in readers:
        try:
            read(path)
        except (ContentError, TextsError, LexiconError) as error:
            yield from str(error).replace(f"{CONTENT}/", "").splitlines()
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            yield f"{path.relative_to(CONTENT)}:{mark.line + 1 if mark else 1}: not readable as YAML: {error.problem}; check the indentation and the quotes"
        except KeyError as error:
            yield f"{path.relative_to(CONTENT)}: {error} is missing; add it"
        except Exception as error:  # whatever it is, the service's processes would end by it
            yield f"{path.relative_to(CONTENT)}: cannot be used ({type(error).__name__}: {error})"


def _yaml(path: Path) -> object:
    return YAML(typ="safe").load(path.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
