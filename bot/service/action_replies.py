"""Rasa's check of the action server's replies, made once instead of at every message."""

from __future__ import annotations

from typing import Any


def check_replies_with_one_validator() -> None:
    """Let Rasa keep the validator of action replies.

    Rasa 3.6 calls jsonschema.validate for each reply, which first checks the schema itself, always the same one: 43 of
    46 ms, four fifths of all that the Rasa process does for a message (bench/service.py). Replies are checked as before.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
