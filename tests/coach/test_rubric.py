"""The rubric comes out of the corpus's own sections, whatever role it is about."""

from pathlib import Path

import pytest

from coach import Coach, Settings
from coach.assessment.derivation import derive_rubric
from coach.assessment.rubric import Rubric
from index.documents import read_corpus
from index.embedding import Embedder
from index.passages import Passage, build_passages
from tests.roles import HEAD_NURSE, PROSE, write_guide


def passages_of(text: str, embedder: Embedder, folder: Path) -> list[Passage]:
    """Return the passages of a guide of one file."""
    documents = read_corpus(write_guide(folder, text)).documents
    return build_passages(documents, embedder.count_tokens, embedder.max_tokens)


def names(rubric: Rubric) -> dict[str, list[str]]:
    """Return the names of the levels by dimension."""
    return {d.name: [level.name for level in d.levels] for d in rubric.dimensions}


def test_has_the_sides_of_the_shipped_role(coach: Coach) -> None:
    sides = names(coach.rubric)
    assert sides["Technical Proficiency"] == ["Requirements", "Core Responsibilities"]
    assert sides["Educational Background"] == ["Requirements"]
    assert sides["Leadership and Management"] == [
        "Requirements",
        "Core Responsibilities",
        "Essential Soft Skills",
    ]
    assert sides["Ethical and Regulatory Awareness"][0] == "Requirements"
    # What no requirement is about is a side of its own.
    assert sides["Human-Centered Design"] == ["Essential Soft Skills"]
    assert not any("Salary" in name or "Trend" in name for name in sides)


def test_takes_every_point_of_the_sections_that_ask_and_no_other(coach: Coach) -> None:
    wanted = {"Requirements", "Core Responsibilities", "Essential Soft Skills"}
    asked = {
        point.text
        for passage in coach.search.all_passages()
        if passage.heading_path[0] in wanted
        for point in passage.points
        if point.kind == "bullet"
    }
    assert {criterion.text for criterion in coach.rubric.criteria()} == asked


def test_each_criterion_is_cited_to_the_letter(coach: Coach) -> None:
    passages = {passage.id: passage for passage in coach.search.all_passages()}
    numbers: dict[int, str] = {}
    for criterion in coach.rubric.criteria():
        citation = criterion.citation
        assert citation.quote
        assert citation.quote in passages[citation.passage_id].text
        assert citation.section == " > ".join(passages[citation.passage_id].heading_path)
        assert numbers.setdefault(citation.number, citation.passage_id) == citation.passage_id
    assert len({criterion.id for criterion in coach.rubric.criteria()}) == len(
        list(coach.rubric.criteria())
    )


def test_another_role_gives_another_rubric(embedder: Embedder, tmp_path: Path) -> None:
    rubric = derive_rubric(passages_of(HEAD_NURSE, embedder, tmp_path), embedder)
    sides = names(rubric)
    assert list(sides)[:3] == ["Education and registration", "Clinical skill", "Leading a team"]
    assert "Entry requirements" in sides["Clinical skill"]
    said = {criterion.text for criterion in rubric.criteria()}
    assert "Mentor nurses who are new to the ward." in said
    assert "Explain a diagnosis in plain words to patients and their families." in said
    assert not any("Night shifts" in text or "Staff nurse" in text for text in said)


@pytest.mark.parametrize("text", [PROSE, "# Nothing\n\nAt all.\n"])
def test_a_corpus_that_asks_for_nothing_has_none(
    text: str, embedder: Embedder, tmp_path: Path
) -> None:
    assert derive_rubric(passages_of(text, embedder, tmp_path), embedder) == Rubric(())
    assert derive_rubric([], embedder) == Rubric(())


def test_a_list_without_headings_is_grouped_by_its_lead_ins(
    embedder: Embedder, tmp_path: Path
) -> None:
    text = (
        "# Head cook\n\n## Requirements\n\n"
        "- **Training:** Have finished an apprenticeship as a cook.\n"
        "- **Leading:** Have led a kitchen of five people.\n"
    )
    rubric = derive_rubric(passages_of(text, embedder, tmp_path), embedder)
    assert names(rubric) == {"Training": ["Requirements"], "Leading": ["Requirements"]}


def test_is_derived_when_the_corpus_is_indexed_and_kept(home: Path, tmp_path: Path) -> None:
    guide = write_guide(tmp_path / "guide")
    settings = Settings(home=tmp_path / "home", corpus=guide)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(home / "models")
    first = Coach.open(settings)
    file = tmp_path / "home" / "rubrics" / "headway.json"
    kept = file.read_bytes()
    assert b"Mentor nurses" in kept
    first.close()

    file.write_bytes(kept.replace(b"Mentor nurses", b"Mentor people"))
    again = Coach.open(settings)
    # It's read, not derived again.
    assert any("Mentor people" in criterion.text for criterion in again.rubric.criteria())
    again.close()

    (guide / "guide.md").write_text(HEAD_NURSE.replace("Mentor nurses", "Coach nurses"))
    changed = Coach.open(settings)
    assert any("Coach nurses" in criterion.text for criterion in changed.rubric.criteria())
    changed.close()

    file.write_bytes(b"no rubric")
    mended = Coach.open(settings)
    assert any("Coach nurses" in criterion.text for criterion in mended.rubric.criteria())
    mended.close()
