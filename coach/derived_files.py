"""Files in the home folder that hold what was derived and can always be derived again."""

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from coach.errors import StoreError


def write_derived(file: Path, content: bytes) -> None:
    """Write the file whole: at each moment it's the old one or the new one.

    Raises:
        StoreError: its folder cannot be written to.
    """
    fresh = file.with_name(f"{uuid4().hex}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(file)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        reason = error.strerror or str(error)
        raise StoreError(
            f"{file.parent} cannot be written to ({reason}): mend it, or set COACH_HOME to another "
            "folder."
        ) from error
