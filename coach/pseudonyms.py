"""Pseudonyms: one name stands for one person in all that is exported, and says nothing of them.

They are made with a secret of the home folder's. Without it nobody can find a person by trying
names, and with another one the same person has another pseudonym.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from coach.errors import ConversationError

_SECRET_BYTES = 32
_DIGITS = 16


class Pseudonyms:
    """The pseudonyms that one secret makes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __call__(self, name: str) -> str:
        """Return 16 hexadecimal digits, always the same ones for a name."""
        return hmac.new(self._secret, name.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def open_pseudonyms(home: Path) -> Pseudonyms:
    """Read the secret, or make one that stays.

    Raises:
        ConversationError: it can be neither read nor written, or is damaged.
    """
    file = home / "pseudonyms.key"
    try:
        if not file.exists():
            _make(file)
        secret = file.read_bytes()
    except OSError as error:
        raise ConversationError(
            f"{file} cannot be used ({error.strerror}): mend its rights, or set COACH_HOME to "
            "another folder."
        ) from None
    if len(secret) != _SECRET_BYTES:
        raise ConversationError(
            f"{file} is damaged: put a backup in its place, or delete it for new pseudonyms."
        )
    return Pseudonyms(secret)


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{uuid4().hex}.tmp")
    try:
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        # Whole or not at all; of two processes the first one's stays.
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)
