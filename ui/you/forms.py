"""What a form of these pages sends, and what a page makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.requests import Request

from coach.errors import ProfileError
from coach.profile.cv_files import check_size

_LARGEST_FORM_BYTES = 12_000_000
"""Of the largest CV and what a form puts around it."""
_MOST_FIELDS = 4_000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a form."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, each with all its values in their order."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    file: SentFile | None = None

    def first(self, name: str) -> str:
        """Return a field's first value, "" without one, its line breaks as everywhere else."""
        return next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n")

    def every(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        return self.fields.get(name, ())


@dataclass(frozen=True, slots=True)
class Show:
    """Answer a form with a page of its own; a status other than 200 means that nothing was done."""

    page: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Go:
    """Answer a form by going back to the page, with a word on what was done."""

    done: str
    place: str = ""
    """Which part of the page to go to, by its id."""


Outcome = Show | Go


async def read_form(request: Request) -> Sent:
    """Read a form that a browser sent.

    Raises:
        ProfileError: what was sent is too large.
    """
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > _LARGEST_FORM_BYTES:
        raise ProfileError("That is too large: a CV may have up to 10 MB.")
    fields: dict[str, list[str]] = {}
    file: SentFile | None = None
    async with request.form(max_fields=_MOST_FIELDS, max_files=1) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields.setdefault(name, []).append(value)
            elif value.filename:
                check_size(value.size or 0)
                file = SentFile(value.filename, await value.read())
    return Sent(fields, file)
