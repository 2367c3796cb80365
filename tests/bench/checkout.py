"""Reads a checkout of Chroma's public chunking evaluation: its texts, and what is asked of them.

    https://github.com/brandonstarxel/chunking_evaluation (MIT)

Nothing of it is kept here: whoever runs the comparison has their own copy. Only its data are read.
"""

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.spans import Span

_DATA = Path("chunking_evaluation", "evaluation_framework", "general_evaluation_data")
_QUESTIONS = _DATA / "questions_df.csv"
_TEXTS = _DATA / "corpora"


class CheckoutError(Exception):
    """A folder that is no such checkout; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the excerpts of one text that answer it."""

    question: str
    text: str
    excerpts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is read.

    Attributes:
        folder: of the texts, Markdown files, below `root`.
        texts: by the file's name without its suffix.
        sha256: of the questions and the texts, twelve digits, for the record.
    """

    root: Path
    folder: Path
    texts: dict[str, str]
    questions: tuple[Question, ...]
    sha256: str


def read_checkout(root: Path) -> Checkout:
    """Read the data.

    Raises:
        CheckoutError: `root` is no checkout, or its questions do not fit its texts.
    """
    try:
        files = sorted((root / _TEXTS).glob("*.md"))
        texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
        with (root / _QUESTIONS).open(encoding="utf-8", newline="") as file:
            questions = tuple(_read_question(row, texts) for row in csv.DictReader(file))
        digest = hashlib.sha256()
        for path in (root / _QUESTIONS, *files):
            digest.update(path.read_bytes())
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}"
    except KeyError as error:
        fault = f"{_QUESTIONS} has no {error} or names a text that is not there"
    except (ValueError, TypeError, csv.Error) as error:
        fault = " ".join(str(error).split())
    else:
        if questions:
            return Checkout(root, root / _TEXTS, texts, questions, digest.hexdigest()[:12])
        fault = f"{_QUESTIONS} holds no questions"
    raise CheckoutError(f"{root} is no checkout of Chroma's chunking evaluation ({fault})")


def _read_question(row: dict[str, str], texts: dict[str, str]) -> Question:
    text = texts[row["corpus_id"]]
    excerpts = []
    for reference in json.loads(row["references"]):
        span = Span(reference["start_index"], reference["end_index"])
        # A file that was cut short, or checked out with other line ends, would be measured wrong.
        if text[span.start : span.end] != reference["content"]:
            raise ValueError(f"an excerpt does not stand in {row['corpus_id']}.md where it should")
        excerpts.append(span)
    if not any(span.length for span in excerpts):
        raise ValueError(f"{_QUESTIONS} has a question without excerpts")
    return Question(row["question"], row["corpus_id"], tuple(excerpts))
