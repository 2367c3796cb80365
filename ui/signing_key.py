"""The key that signs cookies: the person's own, or one that is made once and kept."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from coach.errors import SettingsError

MIN_KEY_CHARACTERS = 32


def read_signing_key(path: Path, own: SecretStr | None) -> str:
    """Return the person's own key, else the one kept at `path`, which is made if it isn't there.

    Raises:
        SettingsError: the key is too short, others could read it, or it cannot be kept.
    """
    if own is not None:
        return _check(own.get_secret_value().strip(), "COACH_SECRET")
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(
                f"Others on this machine can read {path}, which signs the cookies: delete it, and "
                "a new one is made, or set COACH_SECRET."
            )
        return _check(path.read_text(encoding="utf-8").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not text"
        raise SettingsError(
            f"The key that signs the cookies, {path}, cannot be read or written ({reason}): see to "
            "the folder, or set COACH_SECRET."
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes it with mode 0600.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        # Of two that start at once, the first one's stays.
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        Path(temporary).unlink()


def _check(key: str, where: str) -> str:
    if len(key) < MIN_KEY_CHARACTERS:
        raise SettingsError(
            f"{where} has {len(key)} characters, and needs {MIN_KEY_CHARACTERS} or more: "
            "`openssl rand -base64 48` makes a good one."
        )
    return key
