"""The users file: a line for each person, with the name and what argon2 made of the password.

It knows nothing of the web. Whoever may write the file decides who may come in.
"""

import logging
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError
from filelock import FileLock

from coach.errors import SettingsError

MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_CHARACTERS = 256
MAX_NAME_CHARACTERS = 64

_HEAD = "# Who may use the page: `coach user add NAME` and `coach user remove NAME` write this.\n"
_NAME = re.compile(rf"\w[\w.@+-]{{0,{MAX_NAME_CHARACTERS - 1}}}")
_Stamp = tuple[int, int, int]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """One person of the users file."""

    name: str
    password_hash: str

    @property
    def fingerprint(self) -> str:
        """Tells this password from any other one, also from the same one set again."""
        return sha256(self.password_hash.encode()).hexdigest()


class Accounts:
    """The people of one users file, read again when the file changes."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        """Take the file at `path`; it is read when it is first needed.

        Args:
            hasher: makes and checks the hashes; argon2-cffi's own parameters when not given.
        """
        self.path = path
        self._hasher = hasher or PasswordHasher()
        self._lock = Lock()
        self._read: tuple[_Stamp | None, Mapping[str, Account]] | None = None

    def all(self) -> tuple[Account, ...]:
        """Return who is in the file, by name; nobody when there is no file.

        Raises:
            SettingsError: the file cannot be read or is malformed.
        """
        people = self._people()
        return tuple(people[name] for name in sorted(people))

    def find(self, name: str) -> Account | None:
        """Return the person of this name, however it is capitalised.

        Raises:
            SettingsError: the file cannot be read or is malformed.
        """
        return self._people().get(normalise_name(name))

    def check(self, name: str, password: str) -> Account | None:
        """Return the person if the password is theirs.

        An unknown name costs the same work as a wrong password, so that the time it takes doesn't
        tell who has an account. It takes a tenth of a second and 64 MiB: bound how many run.

        Raises:
            SettingsError: the file cannot be read or is malformed.
        """
        account = self.find(name)
        given = _prepare(password[:MAX_PASSWORD_CHARACTERS])
        is_right = self._verify(account.password_hash if account else self._nobody, given)
        is_whole = len(password) <= MAX_PASSWORD_CHARACTERS
        return account if account and is_right and is_whole else None

    def add(self, name: str, password: str) -> Account:
        """Add a person to the file, and make the file if there is none.

        Raises:
            SettingsError: the name or the password is unfit, the name is taken, or the file cannot
                be read or written.
        """
        name = normalise_name(name)
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name[:MAX_NAME_CHARACTERS]!r} cannot be a user's name: take up to "
                f"{MAX_NAME_CHARACTERS} letters, digits and . @ + - _, a letter or digit first."
            )
        account = Account(name, self._hasher.hash(_prepare(_check_length(password))))

        def put(people: dict[str, Account]) -> None:
            if name in people:
                raise SettingsError(
                    f"There is a user {name} in {self.path} already: to set another password, "
                    f"`coach user remove {name}` first."
                )
            people[name] = account

        self._change(put)
        return account

    def remove(self, name: str) -> Account:
        """Take a person out of the file.

        Raises:
            SettingsError: there is no such person, or the file cannot be read or written.
        """
        removed: list[Account] = []

        def take(people: dict[str, Account]) -> None:
            try:
                removed.append(people.pop(normalise_name(name)))
            except KeyError:
                raise SettingsError(
                    f"There is no user {name} in {self.path}: `coach user list` names them."
                ) from None

        self._change(take)
        return removed[0]

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(os.urandom(16))

    def _verify(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False

    def _change(self, change: Callable[[dict[str, Account]], None]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two who add at once shall both be in the file.
            with FileLock(self.path.with_name(f"{self.path.name}.lock"), mode=0o600):
                people = dict(_read(self.path))
                change(people)
                _write(self.path, people)
        except OSError as error:
            raise SettingsError(_failed("written", self.path, error)) from error

    def _people(self) -> Mapping[str, Account]:
        with self._lock:
            stamp = _stamp(self.path)
            if self._read is None or self._read[0] != stamp:
                # A file that changes while it is read is read again the next time.
                self._read = stamp, _read(self.path)
            return self._read[1]


def normalise_name(name: str) -> str:
    """Return the one way in which a name is kept: `Ann` and `ann` are one person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _prepare(password: str) -> bytes:
    # Keyboards differ in how they send an accented letter. A lone surrogate is no text, but it
    # shall be wrong, not fail.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _check_length(password: str) -> str:
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise SettingsError(
            f"A password has {MIN_PASSWORD_CHARACTERS} to {MAX_PASSWORD_CHARACTERS} characters; "
            f"this one has {len(password):,}. Several words in a row make a good one."
        )
    return password


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> dict[str, Account]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(_failed("read", path, error)) from error
    people: dict[str, Account] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, password_hash = line.partition(":")
        if name in people:
            raise SettingsError(f"{path}, line {number}: {name} is there twice; delete one line.")
        if name != normalise_name(name) or not _NAME.fullmatch(name) or not _is_hash(password_hash):
            raise SettingsError(
                f"{path}, line {number} is not a user: delete the line, and add the user with "
                "`coach user add NAME`."
            )
        people[name] = Account(name, password_hash)
    return people


def _is_hash(text: str) -> bool:
    try:
        extract_parameters(text)
    except InvalidHashError:
        return False
    return True


def _write(path: Path, people: Mapping[str, Account]) -> None:
    lines = [f"{name}:{people[name].password_hash}\n" for name in sorted(people)]
    # mkstemp makes it with mode 0600.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines([_HEAD, *lines])
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _failed(what: str, path: Path, error: Exception) -> str:
    reason = (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8 text"
    return (
        f"The users file {path} cannot be {what} ({reason}): see to it, or name another in "
        "COACH_AUTH."
    )
