"""Where the project's content lies."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DOMAIN = PROJECT / "domain.yml"
PLANS = PROJECT / "data" / "plan"
LEXICON = PROJECT / "data" / "lexicon"
NLU_DATA = PROJECT / "data" / "nlu"
PHRASES = PROJECT / "data" / "phrases.yml"
SERVICE_TEXTS = PROJECT / "data" / "service.yml"
CHANNELS = PROJECT / "data" / "channels.yml"
CONTACTS = PROJECT / "data" / "contacts.yml"
REPORT_TEXTS = PROJECT / "data" / "report.yml"
REPORT_TEMPLATES = PROJECT / "web" / "report"
EVALUATION = PROJECT / "data" / "evaluation.yml"
MESSENGER_PROFILE = PROJECT / "data" / "messenger.yml"
WEB = PROJECT / "web"
BANKS = PROJECT / "tests" / "bank"
