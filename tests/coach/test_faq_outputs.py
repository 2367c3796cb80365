"""An FAQ in all its forms, and that it is written whole or not at all."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TextIO

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from coach import Coach
from coach.errors import FaqError
from coach.faq.entries import Entry
from coach.faq.layout import Faq, hold, lay_out, make_anchor
from coach.faq.outputs import write_files, writer_of
from coach.faq.spreadsheet import COLUMNS, make_inert
from tests.coach.faq_samples import entry, source

EVIL = '</script><script>alert("x")</script> <b>&amp; [2] `code`'
ENTRIES = (
    entry("What does it pay?", also_asked=("how much?",), asked=4),
    entry("What does it pay ?", "Twice [1][9].", id="f" * 16),
    entry(EVIL, f"- =1+1 {EVIL} [1]", writer="=cmd|' /C calc'!A0"),
    entry("What else?", "| a | b |\n| --- | --- |\n| x [1] | y |", section="Elsewhere"),
    entry("What of Germany?", "Nothing. [1]", status="partial"),
    entry("Who won?", "No.", status="declined", sources=(), section=""),
)


def make(*entries: Entry) -> Faq:
    held, read = hold(entries)
    return lay_out(held, read, ("Overview", "Salary Ranges"), "Pay & <more>")


def write(suffix: str, *entries: Entry) -> str:
    file = io.StringIO(newline="")
    writer_of(Path(f"faq{suffix}"), make(*(entries or ENTRIES)))(file)
    return file.getvalue()


class TestLayout:
    def test_has_sections_in_reading_order_without_what_is_declined(self) -> None:
        faq = make(*ENTRIES)
        assert [section.title for section in faq.sections] == ["Salary Ranges", "Elsewhere"]
        assert faq.count == 5
        anchors = [head.anchor for section in faq.sections for head in section.heads]
        assert anchors[0] == "what-does-it-pay"
        assert len(set(anchors)) == 5

    def test_makes_anchors_that_can_be_read(self) -> None:
        assert make_anchor("What's a Ph.D. wörth?") == "whats-a-ph-d-worth"
        assert make_anchor("给我") == ""
        assert len(make_anchor("word " * 100)) <= 80


class TestHtml:
    def test_is_whole_in_itself(self) -> None:
        page = BeautifulSoup(write(".html"), "html.parser")
        assert page.html["lang"] == "en"
        assert not page.find_all(src=True)
        assert not page.find_all("link")
        assert [h.get_text() for h in page.select("h2[id]")][1:] == ["Salary Ranges", "Elsewhere"]
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        for link in page.select('a[href^="#"]'):
            assert link["href"][1:] in ids
        assert len(page.find_all("h1")) == 1
        assert page.select_one("label[for=words]")

    def test_is_active_in_nothing_that_was_written(self) -> None:
        html = write(".html")
        page = BeautifulSoup(html, "html.parser")
        assert len(page.find_all("script")) == 2
        assert not page.find_all("b")
        assert "default-src 'none'" in html
        assert page.find("h3", string=EVIL)

    def test_is_well_formed(self) -> None:
        open_tags: list[str] = []

        class Parser(HTMLParser):
            def handle_starttag(self, tag: str, _attrs: object) -> None:
                if tag not in ("meta", "input", "br", "hr", "link"):
                    open_tags.append(tag)

            def handle_endtag(self, tag: str) -> None:
                assert open_tags.pop() == tag

        Parser().feed(write(".html"))
        assert open_tags == []

    def test_links_markers_to_sources(self) -> None:
        page = BeautifulSoup(write(".html"), "html.parser")
        article = page.find(id="what-does-it-pay")
        assert article.sup.a["href"] == "#what-does-it-pay-source-1"
        item = article.find(id="what-does-it-pay-source-1")
        assert "Salary Ranges (US market, 2024)" in item.get_text()
        assert item["data-content"] == source().content
        # There is no ninth source.
        assert "[9]" in page.find(id=f"what-does-it-pay-{'f' * 16}").p.get_text()

    def test_says_what_was_merged_and_how_often_it_was_asked(self) -> None:
        article = BeautifulSoup(write(".html"), "html.parser").find(id="what-does-it-pay")
        assert "Asked 4 times" in article.get_text()
        assert article.q.get_text() == "how much?"

    def test_holds_json_ld_of_an_faq_page(self) -> None:
        page = BeautifulSoup(write(".html"), "html.parser")
        (script,) = page.find_all("script", type="application/ld+json")
        data = json.loads(script.string)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == "FAQPage"
        assert data["dateModified"] == "2026-11-26"
        questions = data["mainEntity"]
        assert len(questions) == 5
        for question in questions:
            assert question.keys() == {"@type", "name", "acceptedAnswer"}
            assert question["@type"] == "Question"
            assert question["name"]
            assert question["acceptedAnswer"]["@type"] == "Answer"
            assert question["acceptedAnswer"]["text"]
        assert questions[0]["acceptedAnswer"]["text"] == "<p>It is <strong>$259,000</strong>.</p>"
        assert questions[2]["name"] == EVIL
        assert "<script" not in questions[2]["acceptedAnswer"]["text"]

    def test_of_nothing_is_a_page_too(self) -> None:
        page = BeautifulSoup(write(".html", ENTRIES[-1]), "html.parser")
        (script,) = page.find_all("script", type="application/ld+json")
        assert json.loads(script.string)["mainEntity"] == []


class TestMarkdown:
    def test_links_its_sections_as_github_names_them(self) -> None:
        text = write(".md")
        assert "- [Salary Ranges](#salary-ranges) (4)" in text
        assert "\n## Salary Ranges\n" in text
        assert "Who won?" not in text

    def test_shows_what_people_wrote_as_it_is(self) -> None:
        html = MarkdownIt("commonmark", {"html": True}).render(write(".md", ENTRIES[2]))
        assert "<script" not in html.split("<li>")[0]
        heading = BeautifulSoup(html, "html.parser").h3
        assert heading.get_text() == EVIL
        assert not heading.find_all(True)

    def test_names_sources_and_what_was_merged(self) -> None:
        text = write(".md", ENTRIES[0])
        plain = BeautifulSoup(MarkdownIt().render(text), "html.parser").get_text()
        assert "Sources: [1] Salary Ranges (US market, 2024)" in plain
        assert "Asked 4 times." in plain
        assert "Also asked as: how much?" in plain


class TestCsv:
    def test_is_read_back_whole(self) -> None:
        header, *records = csv.reader(io.StringIO(write(".csv"), newline=""))
        assert tuple(header) == COLUMNS
        assert len(records) == 5
        first = dict(zip(header, records[0], strict=True))
        assert first["question"] == "What does it pay?"
        assert first["answer"] == "It is **$259,000**. [1]"
        assert first["passages"] == source().content
        assert first["sources"] == "[1] Salary Ranges (US market, 2024)"
        assert (first["date"], first["asked"]) == ("2026-11-26", "4")
        assert first["also_asked"] == "how much?"

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])  # noqa: RUF001
    def test_holds_no_formula(self, start: str) -> None:
        assert make_inert(f"{start}1+1") == f"'{start}1+1"
        assert make_inert(f"1{start}1") == f"1{start}1"
        evil = entry(f"{start}H()", f"{start}1", writer=f"{start}2", also_asked=(f"{start}3",))
        for record in csv.reader(io.StringIO(write(".csv", evil), newline="")):
            assert not any(cell.startswith(start) for cell in record)


class TestFiles:
    def test_are_written_all_or_none(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "good.md", tmp_path / "bad.md"
        good.write_text("old")

        def fail(_file: TextIO) -> None:
            raise OSError(28, "No space left on device")

        with pytest.raises(FaqError, match=r"bad\.md cannot be written \(No space"):
            write_files({good: lambda file: file.write("new") and None, bad: fail})
        assert good.read_text() == "old"
        assert [file.name for file in tmp_path.iterdir()] == ["good.md"]

    def test_of_csv_say_that_they_are_utf_8(self, tmp_path: Path) -> None:
        file = tmp_path / "faq.csv"
        write_files({file: writer_of(file, make(*ENTRIES))})
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in file.read_bytes()


def test_answers_of_the_shipped_corpus_are_laid_out_whole(coach: Coach) -> None:
    """No table or list of an answer is lost on the way to HTML."""
    answer = coach.ask("What do a Head of Machine Learning and a Director of Data Science earn?")
    one = entry("All?", answer.text, sources=(source(),))
    page = BeautifulSoup(write(".html", one), "html.parser")
    rows = len(re.findall(r"^\|", answer.text, re.MULTILINE)) - 1
    assert rows == 3
    assert len(page.select("article tr")) == rows
