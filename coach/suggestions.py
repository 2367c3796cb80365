"""Questions that the corpus can answer, made from its headings, tables and paths."""

from collections.abc import Iterable

from coach.figures import ask_for_row
from coach.paths import is_path
from index.passages import Passage

# Headings that name a place in a document and no subject.
_NO_SUBJECT = frozenset({"overview", "introduction", "summary", "conclusion", "background"})


def suggest_questions(passages: Iterable[Passage], count: int) -> tuple[str, ...]:
    """Make up to `count` questions, one a passage, in the order of the passages."""
    questions: dict[str, None] = {}
    for passage in passages:
        if len(questions) == count:
            break
        if question := _question(passage):
            questions[question] = None
    return tuple(questions)


def choose_examples(passages: Iterable[Passage]) -> list[Passage]:
    """Put first what shows best what a corpus holds: a table, a path, then whole sections."""
    tables: list[Passage] = []
    paths: list[Passage] = []
    sections: list[Passage] = []
    others: list[Passage] = []
    for passage in sorted(passages, key=lambda passage: passage.position):
        has_rows = any(point.kind == "row" for point in passage.points)
        kind = tables if has_rows else paths if is_path(passage) else others
        (sections if kind is others and passage.subheadings else kind).append(passage)
    return [*tables[:1], *paths[:1], *sections, *tables[1:], *paths[1:], *others]


def choose_themes(passages: Iterable[Passage], count: int) -> dict[str, list[Passage]]:
    """Choose up to `count` documents to ask about; their passages by title, in reading order.

    As with examples, those with a table or a path come first.
    """
    documents: dict[str, list[Passage]] = {}
    first = {passage.heading_path[0]: None for passage in choose_examples(passages)}
    for passage in sorted(passages, key=lambda passage: passage.position):
        if passage.heading_path[0].lower() not in _NO_SUBJECT:
            documents.setdefault(passage.heading_path[0], []).append(passage)
    chosen = [title for title in first if title in documents][:count]
    return {title: documents[title] for title in chosen}


def _question(passage: Passage) -> str | None:
    if passage.asked_as:
        return passage.asked_as[0]
    rows = [point for point in passage.points if point.kind == "row"]
    if rows:
        return ask_for_row(rows[0], passage)
    heading = passage.heading
    if heading.lower() in _NO_SUBJECT:
        return None
    subject = " ".join(_lower(word) for word in heading.split())
    if is_path(passage):
        return f"What are the steps of the {heading}?"
    if heading.split()[0].endswith("ing"):
        return f"What does {subject} involve?"
    last = heading.split()[-1]
    plural = last.endswith("s") and not last.endswith(("ss", "sis", "ics"))
    return f"What are the {subject}?" if plural else f"Tell me about {subject}."


def _lower(word: str) -> str:
    """Lower a title's word, but not an initialism or a name with capitals inside."""
    return word.lower() if word[1:] == word[1:].lower() else word
