"""Where the project's content lies."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# All that is edited without Python. «serve» gives its processes a copy, so that they start with what was checked, whatever is being edited meanwhile.
CONTENT = PROJECT / os.environ.get("CONTENT_FOLDER", "")
DOMAIN = CONTENT / "domain.yml"
PLANS = CONTENT / "data" / "plan"
LEXICON = CONTENT / "data" / "lexicon"
NLU_DATA = CONTENT / "data" / "nlu"
PHRASES = CONTENT / "data" / "phrases.yml"
SERVICE_TEXTS = CONTENT / "data" / "service.yml"
CHANNELS = CONTENT / "data" / "channels.yml"
CONTACTS = CONTENT / "data" / "contacts.yml"
REPORT_TEXTS = CONTENT / "data" / "report.yml"
MESSENGER_PROFILE = CONTENT / "data" / "messenger.yml"
EVALUATION = PROJECT / "data" / "evaluation.yml"
WEB = PROJECT / "web"
REPORT_TEMPLATES = WEB / "report"
BANKS = PROJECT / "tests" / "bank"
