"""Passages from real Markdown, counted in the real model's word pieces."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents import Document, read_corpus
from index.embedding import ServedEmbedder
from index.markdown import parse_markdown
from index.passages import Passage, build_passages

SHIPPED = Path(__file__).resolve().parents[2] / "corpus"
ODDITIES = [
    "word",
    "Zürich",
    "機械学習、管理。",
    "👩🏽‍💻",
    "**bold:**",
    "[link](https://example.org/a_b?c=d)",
    "`code`",
    "3.5%",
    "e.g.",
    "x" * 90,
    "supercalifragilistic" * 12,
    "\u00a0",
    "\u200b",
    "ﬁ",
    "\\*",
    "&amp;",
    "U.S.",
]


def read_document(markdown: str, path: str = "a.md") -> Document:
    outline = parse_markdown(markdown, name="Untitled")
    return Document(path, outline.title, path, None, None, outline.sections)


def build(embedder: ServedEmbedder, *documents: Document) -> list[Passage]:
    return build_passages(documents, embedder.count_tokens, embedder.max_tokens)


def count_read(embedder: ServedEmbedder, passage: Passage) -> int:
    """Count the word pieces of what is embedded, its special ones and not its subheadings."""
    text = passage.searchable_text
    for subheading in reversed(passage.subheadings):
        text = text.removesuffix(f"\n{subheading}")
    return embedder.count_tokens(text) + 2


def write_odd_markdown(seed: int) -> str:
    random_ = random.Random(seed)
    blocks: list[str] = []
    for _ in range(random_.randint(3, 12)):
        words = " ".join(random_.choices(ODDITIES, k=random_.randint(1, 160)))
        kind = random_.choice(["heading", "bullets", "steps", "table", "text", "quote", "code"])
        parts = words.split(" ")
        if kind == "heading":
            blocks.append(f"{'#' * random_.randint(1, 5)} {' '.join(parts[:6])}")
        elif kind in ("bullets", "steps"):
            mark = "-" if kind == "bullets" else "1."
            items = [" ".join(parts[start : start + 30]) for start in range(0, len(parts), 30)]
            blocks.append("\n".join(f"{mark} {item}" for item in items))
        elif kind == "table":
            rows = [f"| {a} | {b} |" for a, b in zip(parts[::2], parts[1::2], strict=False)]
            blocks.append("\n".join(["| First header | Second header |", "|---|---|", *rows]))
        elif kind == "quote":
            blocks.append(f"> {words}")
        elif kind == "code":
            blocks.append(f"```\n{words}\n```")
        else:
            blocks.append(words)
    return "\n\n".join(["# Odd", "Begin.", *blocks])


def test_no_passage_of_the_shipped_corpus_straddles_two_sections(embedder):
    documents = read_corpus(SHIPPED).documents
    sections = {
        (document.path, section.heading_path): section.text
        for document in documents
        for section in document.sections
    }
    passages = build(embedder, *documents)
    assert len(passages) >= len(sections) > 50
    for passage in passages:
        assert passage.text in sections[passage.path, passage.heading_path]
        assert count_read(embedder, passage) <= embedder.max_tokens
    assert {(p.path, p.heading_path) for p in passages} == sections.keys()


def test_what_is_embedded_begins_with_the_heading_path(embedder):
    document = read_document(
        "# Guide\n\nAbout.\n\n## Money\n\n### Budget\n\n- Balance the costs.\n"
    )
    about, budget = build(embedder, document)
    assert budget.heading_path == ("Guide", "Money", "Budget")
    assert budget.searchable_text == "Guide > Money > Budget\nBalance the costs."
    assert budget.searchable_details == ("Budget: Balance the costs.",)
    assert about.subheadings == ("Money",)
    assert about.searchable_text == "Guide\nAbout.\nMoney"


def test_a_section_that_the_model_reads_whole_is_one_passage(embedder):
    sentences = [f"Sentence {i} is short." for i in range(44)]
    (passage,) = build(embedder, read_document("# Long\n\n" + " ".join(sentences)))
    assert count_read(embedder, passage) > 0.8 * embedder.max_tokens


def test_a_longer_section_is_split_into_pieces_of_half_the_models_window(embedder):
    sentences = [f"Sentence {i} is what a leader of {i} people decides." for i in range(500)]
    document = read_document("# Long\n\n## Text\n\n" + " ".join(sentences))
    passages = build(embedder, document)
    sizes = [count_read(embedder, passage) for passage in passages]
    assert max(sizes) <= embedder.max_tokens * 0.55
    # Nor is it cut smaller than need be.
    assert min(sizes[:-1]) > embedder.max_tokens * 0.4
    assert {passage.heading_path for passage in passages} == {("Long", "Text")}
    assert " ".join(passage.text for passage in passages) == " ".join(sentences)
    assert [point.text for passage in passages for point in passage.points] == sentences
    assert [passage.position for passage in passages] == [(0, i) for i in range(len(passages))]


def test_a_table_whose_rows_say_more_than_its_text_is_split_too(embedder):
    headers = [f"A rather long heading of column {name}" for name in "abcdef"]
    rows = [[f"{row}{column}" for column in range(6)] for row in range(20)]
    lines = [" | ".join(line) for line in (headers, ["---"] * 6, *rows)]
    table = "\n".join(f"| {line} |" for line in lines)
    assert embedder.count_tokens(table) < 450
    passages = build(embedder, read_document(f"# Pay\n\n{table}"))
    assert all(count_read(embedder, passage) <= embedder.max_tokens for passage in passages)
    points = [point for passage in passages for point in passage.points]
    assert [point.cells[0].value for point in points] == [f"{row}0" for row in range(20)]


def test_each_part_of_a_sentence_that_must_be_cut_can_be_cited(embedder):
    words = [f"word{number}" for number in range(400)]
    passages = build(embedder, read_document("# Endless\n\n" + " ".join(words)))
    assert len(passages) > 3
    assert all(len(passage.points) == 1 for passage in passages)
    assert " ".join(passage.points[0].text for passage in passages) == " ".join(words)


def test_part_of_a_row_is_no_row(embedder):
    row = " ".join(["figure"] * 600)
    table = f"| Role | Pay |\n|---|---|\n| Lead | {row} |"
    passages = build(embedder, read_document(f"# Pay\n\n{table}"))
    parts = [point for passage in passages for point in passage.points]
    assert len(parts) > 1
    assert {(point.kind, point.cells) for point in parts} == {("sentence", ())}


@pytest.mark.parametrize("seed", range(8))
def test_every_quote_stands_at_its_place_whatever_the_text(embedder, seed):
    document = read_document(write_odd_markdown(seed))
    texts = {}
    for section in document.sections:
        texts.setdefault(section.heading_path, []).append(section.text)
    passages = build(embedder, document)
    assert passages
    for passage in passages:
        assert any(passage.text in text for text in texts[passage.heading_path])
        for point in passage.points:
            assert point.quote
            assert passage.text[point.start : point.start + len(point.quote)] == point.quote
    # Nothing that could be cited in a section is lost in its passages.
    for section in document.sections:
        letters = "".join(
            point.quote
            for passage in passages
            if passage.heading_path == section.heading_path
            for point in passage.points
        )
        for point in section.points:
            assert [word for word in point.quote.split() if word not in letters] == []


def test_an_id_names_all_that_is_embedded(embedder):
    base = "# Guide\n\n## Pay\n\n- Much.\n\n## Work\n\n- More.\n"

    def ids(markdown: str) -> dict[str, str]:
        return {p.heading: p.id for p in build(embedder, read_document(markdown))}

    before = ids(base)
    assert ids(base) == before
    assert all(len(name) == 32 for name in before.values())
    changed = ids(base.replace("Much", "Little"))
    assert changed["Pay"] != before["Pay"]
    assert changed["Work"] == before["Work"]
    assert ids(base.replace("# Guide", "# Handbook", 1))["Work"] != before["Work"]
    # A heading that comes to stand below changes what is embedded above it.
    assert ids(base + "\n### Hours\n\n- Long.\n")["Work"] != before["Work"]


def test_an_id_tells_readings_of_one_text_apart(embedder):
    document = read_document("# Guide\n\n- Much.\n")
    (section,) = document.sections
    point = replace(section.points[0], text="Said otherwise.")
    otherwise = replace(document, sections=(replace(section, points=(point,)),))
    asked = replace(document, sections=(replace(section, asked_as=("How much?",)),))
    ids = {build(embedder, each)[0].id for each in (document, otherwise, asked)}
    assert len(ids) == 3


def test_what_stands_twice_is_kept_once_and_where_it_stood_first(embedder):
    text = "# Guide\n\n## Pay\n\n- Much.\n"
    first, second = read_document(text, "a.md"), read_document(text, "b.md")
    assert [p.path for p in build(embedder, first, second)] == ["a.md"]


def test_a_heading_path_that_fills_the_window_leaves_room_for_text(embedder):
    heading = "An endless heading " * 60
    text = "Short words are said here again. " * 60
    passages = build(embedder, read_document(f"# {heading}\n\n{text}"))
    sizes = [embedder.count_tokens(passage.text) for passage in passages]
    assert max(sizes) <= embedder.max_tokens // 2
    assert min(sizes[:-1]) > embedder.max_tokens // 4
