"""The roadmap as a PDF, and files of all forms."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from coach import Coach
from coach.errors import RoadmapError
from coach.roadmap.changes import edit
from coach.roadmap.outputs import read_content, take_in_content, write_files
from coach.roadmap.pdf import to_pdf
from tests.coach.roadmap_samples import SENIOR, TODAY, make_plan, small_roadmap
from tests.coach.test_roadmap_markdown import whole


def read(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


class TestPdf:
    def test_says_what_the_roadmap_says(self, coach: Coach) -> None:
        roadmap = make_plan(coach, SENIOR)
        text = read(to_pdf(roadmap, TODAY))
        for stage, steps in roadmap.stages():
            assert stage in text
            for step in steps:
                assert step.text in text
                assert step.proof in text
                assert f"by {step.day}" in text
        assert text.count("Source: ") == len(roadmap.steps)
        assert to_pdf(roadmap, TODAY) == to_pdf(roadmap, TODAY)

    @pytest.mark.parametrize(
        "name",
        ["Zoë Ångström", "Иван Петров", "Ελένη", "Nguyễn Văn", "王小明", "さとう カナ", "김철수"],
    )
    def test_shows_names_of_many_scripts(self, name: str) -> None:
        roadmap = small_roadmap(["Lead."])
        text = read(to_pdf(edit(roadmap, roadmap.steps[0].id, text=f"Ask {name}"), TODAY))
        assert f"Ask {name}" in text
        assert "fonts lack" not in text

    @pytest.mark.parametrize("name", ["فريق", "👩🏽‍🚀", "ทีม", "\U000e0001x", "𐎀"])
    def test_says_so_where_it_cannot(self, name: str) -> None:
        roadmap = small_roadmap(["Lead."])
        text = read(to_pdf(edit(roadmap, roadmap.steps[0].id, text=f"Ask {name}"), TODAY))
        assert "Ask ?" in text
        assert "fonts lack" in text

    def test_takes_no_markup_from_words(self) -> None:
        text = read(to_pdf(whole(), TODAY))
        assert "<script>alert(1)</script> & <b>bold</b>" in text
        assert "a -- b &amp; &lt; &#60;" in text

    def test_takes_words_without_spaces(self) -> None:
        roadmap = small_roadmap(["Lead."])
        for text in ("x" * 500, "王" * 500):
            long = edit(roadmap, roadmap.steps[0].id, text=text, proof=text)
            assert to_pdf(long, TODAY).startswith(b"%PDF")

    def test_of_nothing_is_a_page(self) -> None:
        assert "Roadmap" in read(to_pdf(replace(small_roadmap(), steps=()), TODAY))


class TestFiles:
    def test_are_written_in_all_forms(self, tmp_path: Path) -> None:
        files = [tmp_path / f"r.{form}" for form in ("md", "pdf", "ICS")]
        files[0].write_text("old", encoding="utf-8")
        write_files(whole(), files, TODAY)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["r.ICS", "r.md", "r.pdf"]
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
        for file in (files[0], files[2]):
            came = take_in_content(whole(), file.suffix, read_content(file), TODAY)
            assert came.troubles == ()

    def test_that_cannot_be_written_or_read_are_told(self, tmp_path: Path) -> None:
        roadmap = small_roadmap()
        folder = tmp_path / "x.md"
        folder.mkdir()
        for files in ([], [tmp_path / "r.docx"], [tmp_path / "no" / "r.md"], [folder]):
            with pytest.raises(RoadmapError, match="ame a"):
                write_files(roadmap, files, TODAY)
        large = tmp_path / "large.md"
        large.write_bytes(b"x" * 2_000_001)
        for file in (tmp_path / "none.md", folder, tmp_path / "r.pdf"):
            with pytest.raises(RoadmapError, match="name a"):
                read_content(file)
        for form in (".md", ".ics"):
            with pytest.raises(RoadmapError, match="larger"):
                take_in_content(roadmap, form, read_content(large), TODAY)
        with pytest.raises(RoadmapError, match="UTF-8"):
            take_in_content(roadmap, ".md", b"\xff\xfea", TODAY)
        assert not list(tmp_path.glob(".*"))
