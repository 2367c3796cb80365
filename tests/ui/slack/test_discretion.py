"""The log tells causes, and neither secrets nor what people wrote."""

import logging

import pytest
from slack_sdk.errors import SlackApiError

from coach.errors import StoreError
from ui.slack.discretion import Discretion, describe_error

CANARY = "xoxb-7391-canary"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("The index is gone."), "The index is gone."),
        (ValueError(CANARY), "ValueError"),
        (SlackApiError(CANARY, {"error": "invalid_auth"}), "Slack says invalid_auth"),
        (SlackApiError(CANARY, {"error": f"{CANARY} is no code!"}), "Slack says status nothing"),
    ],
    ids=["ours", "any", "Slack's", "not Slack's"],
)
def test_an_error_is_described_by_its_kind(error: Exception, said: str) -> None:
    assert describe_error(error) == said


@pytest.mark.parametrize(
    "message",
    [
        f"Failed to connect (error: wss://x/link?ticket={CANARY}); Retrying...",
        f"Failed to process a message: {CANARY}, session: 1",
    ],
)
def test_what_the_libraries_log_is_cut_to_its_beginning(message: str) -> None:
    try:
        raise ConnectionError(CANARY)
    except ConnectionError as error:
        caught = (ConnectionError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, message, (), caught)
    assert Discretion().filter(record)
    written = logging.Formatter("%(message)s").format(record)
    assert written.startswith("Failed to ")
    assert "ConnectionError in test_discretion.py" in written
    assert CANARY not in written
    assert "\n" not in written
