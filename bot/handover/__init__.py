"""A live hand-over to a Chatwoot desk, where officers answer in the place of the bot (docs/handover.md). Off without its settings."""
