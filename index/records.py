"""A passage as Chroma's records, and back: one for the passage, one for each detail of it."""

import json
from dataclasses import asdict
from typing import Any

from index.documents import Cell, Point
from index.errors import StoreError
from index.passages import Passage


def record_names(passage: Passage) -> list[str]:
    """Name a passage's records; its own is last, so that it never comes before its details."""
    return [*(f"{passage.id}:{i}" for i in range(len(passage.searchable_details))), passage.id]


def passage_of(name: str) -> str:
    """Return the id of the passage that a record is of."""
    return name.partition(":")[0]


def parent_key(heading_path: tuple[str, ...]) -> str:
    """Return what a passage directly below this heading has as its parent."""
    return json.dumps(heading_path)


def to_metadata(passage: Passage) -> dict[str, str]:
    """Return the metadata of the passage's own record, which hold all of it."""
    return {
        "kind": "passage",
        "parent": parent_key(passage.heading_path[:-1]),
        "passage": json.dumps(asdict(passage)),
    }


def read_metadata(metadata: Any) -> Passage:
    """Return the passage.

    Raises:
        StoreError: these are not what `to_metadata` makes.
    """
    try:
        fields = json.loads(metadata["passage"])
        points = tuple(
            Point(**{**point, "cells": tuple(Cell(**cell) for cell in point["cells"])})
            for point in fields["points"]
        )
        return Passage(
            **{
                **fields,
                "heading_path": tuple(fields["heading_path"]),
                "points": points,
                "subheadings": tuple(fields["subheadings"]),
                "asked_as": tuple(fields["asked_as"]),
                "position": tuple(fields["position"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"The index is damaged ({error!r}): `coach index --rebuild` makes it anew."
        ) from error
