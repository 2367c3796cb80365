"""What the bot's log says of a failure: its cause, and nothing that people wrote or that is secret.

The message of an error, and what slack_sdk and Bolt log, can hold a token, the address of a socket
(which is a ticket to it) or what somebody asked. So a failure is told by its kind and its place.
"""

import logging
import re
import traceback
from pathlib import Path

from slack_sdk.errors import SlackApiError

from coach.errors import CoachError

_PARTICULARS = re.compile(r"\s*[:(].*", re.DOTALL)
_CODE = re.compile(r"[a-z0-9_.]{1,60}")


def describe_error(error: BaseException) -> str:
    """Say what went wrong, for the log."""
    if isinstance(error, CoachError):
        return str(error)
    if isinstance(error, SlackApiError):
        return f"Slack says {error_code(error)}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def error_code(error: SlackApiError) -> str:
    """Return Slack's name for an error, or the status of an answer that names none."""
    response = error.response
    code = response.get("error") if hasattr(response, "get") else None
    if isinstance(code, str) and _CODE.fullmatch(code):
        return code
    # slack_sdk's own response, or where its body was no JSON that of aiohttp.
    status = getattr(response, "status_code", None) or getattr(response, "status", "nothing")
    return f"status {status}"


class Discretion(logging.Filter):
    """Leaves of a record of slack_sdk's or Bolt's its beginning and the kind of its error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Make the record discreet, and let it pass."""
        said = _PARTICULARS.sub("", record.getMessage())
        error = record.exc_info[1] if record.exc_info else None
        record.msg = f"{said}: {describe_error(error)}" if error else said
        record.args = record.exc_info = record.exc_text = None
        return True


def open_logger() -> logging.Logger:
    """Return the logger that slack_sdk and Bolt are given."""
    logger = logging.getLogger("ui.slack.sdk")
    # Bolt warns of what is meant so here, such as a client without a token.
    logger.setLevel(logging.ERROR)
    if not logger.filters:
        logger.addFilter(Discretion())
    return logger
