"""Opens Chroma, in a folder or on a server, and turns its errors into this product's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.errors import IndexMismatch, StoreError

if TYPE_CHECKING:
    from chromadb.api.client import Client

_NO_ROOM = ("No space left", "disk is full", "quota")
_DISK_FAULTS = (*_NO_ROOM, "readonly", "unable to open", "disk I/O error")
_LEAST_ROOM_BYTES = 1_000_000
_DEFAULT_PORTS = {"http": 8000, "https": 443}


@dataclass(frozen=True, slots=True)
class Location:
    """Where an index is kept.

    Attributes:
        folder: on this machine; a folder of the collection's name in it keeps the manifest, the
            lexical index and, without a server, Chroma's own files.
        url: of the Chroma server; None for Chroma's files in `folder`.
        collection: what the index is called there; those of other names are left alone.
    """

    folder: Path
    url: str | None
    collection: str


class UnwritableError(StoreError):
    """The disk is at fault: to make the index anew would not help."""


def unwritable(place: Path | str, error: Exception) -> UnwritableError:
    """Word what a disk has against being written to."""
    summary = _one_line(error)
    if any(sign in summary for sign in _NO_ROOM) or _is_full(place):
        return UnwritableError(
            f"There is no room for the index in {place}: make room on that disk."
        )
    return UnwritableError(
        f"The index cannot be written in {place} ({summary}): mend the rights of that folder, "
        "or set COACH_HOME to another."
    )


@contextmanager
def chroma_errors(place: Path | str) -> Iterator[None]:
    """Raise StoreError, or IndexMismatch where the collection has gone, for what Chroma raises."""
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except NotFoundError as error:
        raise IndexMismatch(
            "Another coach has rebuilt the index with another embedding model: use the model that "
            "it uses, or start again to rebuild the index with this one."
        ) from error
    except httpx.HTTPError as error:
        raise StoreError(
            f"The Chroma server at {_without_password(place)} does not answer "
            f"({type(error).__name__}): start it (`chroma run`)."
        ) from error
    except (ChromaError, OSError) as error:
        summary = _one_line(error)
        is_disk_fault = isinstance(error, OSError) or any(sign in summary for sign in _DISK_FAULTS)
        if is_disk_fault or _is_full(place):
            raise unwritable(place, error) from error
        raise _unusable(summary) from error
    except BaseException as error:
        # A panic of Chroma's Rust is no Exception; what a stranger's server says is nothing else.
        if type(error) is Exception or type(error).__name__ == "PanicException":
            raise _unusable(_one_line(error)) from error
        raise


def connect(place: Path | str) -> "Client":
    """Open a client for Chroma's files in a folder, or for a server by its URL.

    Raises:
        StoreError: the folder cannot be used, or no server answers.
    """
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        try:
            with chroma_errors(place):
                return cast("Client", chromadb.PersistentClient(str(place), settings))
        except AttributeError as error:
            # Chroma remembers by its folder what has failed to start, and hands it out half made.
            raise _unusable("it could not be opened before") from error
    try:
        parts = urlsplit(place)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        netloc = parts.netloc if parts.port else f"{parts.netloc}:{port}"
        host = f"{parts.scheme}://{netloc}{parts.path}"
        with chroma_errors(place):
            ssl = parts.scheme == "https"
            return cast("Client", chromadb.HttpClient(host, port, ssl, settings=settings))
    except (ValueError, KeyError) as error:
        # ValueError is also how Chroma says that it can't connect, or can't read what it gets.
        raise StoreError(
            f"No Chroma server answers at {_without_password(place)}: start it (`chroma run`), or "
            "leave COACH_CHROMA_URL out to keep the index on this machine."
        ) from error


def disconnect(client: "Client") -> None:
    """Let go of Chroma's files, or of the connections to a server."""
    from chromadb.api.fastapi import FastAPI

    owners: list[Any] = [client, client._admin_client]
    servers = [owner._server for owner in owners]
    client.close()
    for server in servers:
        # Chroma leaves its connections open.
        if isinstance(server, FastAPI):
            server._session.close()


def _unusable(summary: str) -> StoreError:
    return StoreError(
        f"The index cannot be used ({summary}): `coach index --rebuild` makes it anew."
    )


def _is_full(place: Path | str) -> bool:
    # Chroma doesn't always say why it could not write.
    try:
        return isinstance(place, Path) and disk_usage(place).free < _LEAST_ROOM_BYTES
    except OSError:
        return False


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _without_password(url: Path | str) -> str:
    scheme, _, rest = str(url).partition("//")
    return f"{scheme}//{rest.rpartition('@')[2]}"
