"""Keeps the rubric beside the index, so that it's derived when the corpus is indexed and not later.

What is kept can always be derived again: a file that is damaged or of another corpus is made anew.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coach.assessment.derivation import derive_rubric
from coach.assessment.rubric import Rubric
from coach.derived_files import write_derived
from index.search import Search

_FORMAT = 1
"""Raise it when the derivation or the types change."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A rubric, and what it was derived from and how."""

    made_from: str
    rubric: Rubric


def open_rubric(search: Search, file: Path) -> Rubric:
    """Read the rubric of what is indexed; derive it first where it isn't kept yet.

    Raises:
        StoreError: the index fails, or the file cannot be written.
    """
    made_from = f"{_FORMAT} {search.embedder.fingerprint} {search.revision}"
    kept = _read(file)
    if kept is None or kept.made_from != made_from:
        kept = _Kept(made_from, derive_rubric(search.all_passages(), search.embedder))
        write_derived(file, TypeAdapter(_Kept).dump_json(kept))
    return kept.rubric


def _read(file: Path) -> _Kept | None:
    try:
        return TypeAdapter(_Kept).validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
