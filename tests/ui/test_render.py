import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from coach import Answer, Citation
from ui.render import render_answer, render_panel, render_passage, render_text, write_markdown

TABLE = (
    "Pay per year.\n\n| Role | Average |\n| --- | --- |\n"
    "| Head of ML | $259,000 |\n| Head of Data | $224,539 |\n\nPay may change."
)
STEPS = (
    "1. **AI Scientist:** the start.\n2. Senior *Scientist*: the second\n   step, after 3 years.\n"
    "10. Chief: the goal."
)
HOSTILE = (
    '<script>alert(1)</script> <img src="http://evil.example/a.png" onerror="alert(2)"> '
    "![pixel](http://evil.example/b.png) [free](javascript:alert(3)) <http://evil.example> "
    "http://evil.example &lt;script&gt;alert(4)&lt;/script&gt;\n\n"
    "<iframe src='http://evil.example'></iframe>\n\n"
    '```"><script>alert(5)</script>\n</code></pre><script>alert(6)</script>\n```\n\n'
    "[ref]\n\n[ref]: http://evil.example"
)


def cite(**changes: object) -> Citation:
    citation = Citation(
        number=1,
        section="Salary Ranges > Executive-Level Positions",
        source="Guide, section 6",
        path="06.md",
        as_of="US market, 2024",
        quote="| Head of ML | $259,000 |",
        passage=TABLE,
        passage_id="0" * 32,
        score=1.0,
    )
    return replace(citation, **changes)


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def marked(html: str) -> str:
    return " ".join("".join(mark.text for mark in soup(html).find_all("mark")).split())


def assert_inactive(html: str) -> None:
    page = soup(html)
    assert not page.find_all(["script", "img", "iframe", "a", "object", "style", "link", "form"])
    for element in page.find_all(True):
        active = [n for n in element.attrs if n.startswith("on") or n in ("href", "src", "style")]
        assert not active, element


@pytest.mark.parametrize(
    ("passage", "quote", "words"),
    [
        (TABLE, "| Head of ML | $259,000 |", ["Head of ML", "$259,000"]),
        (TABLE, "Pay may change.", ["Pay may change."]),
        (
            TABLE,
            "| Head of ML | $259,000 |\n| Head of Data | $224,539 |",
            ["Head of ML", "$259,000", "Head of Data", "$224,539"],
        ),
        (STEPS, "**AI Scientist:** the start.", ["AI Scientist:", " the start."]),
        (STEPS, "Chief: the goal.", ["Chief: the goal."]),
        (
            STEPS,
            "start.\n2. Senior *Scientist*: the second\n   step, after 3 years.",
            ["start.", "Senior ", "Scientist", ": the second", "\n", "step, after 3 years."],
        ),
        ("- One (a).\n- Two (b).", "Two (b).", ["Two (b)."]),
        ("AT&amp;T and R&eacute;al. Then more.", "R&eacute;al.", ["Réal."]),
        ("Use `x = 1` or y.", "Use `x = 1`", ["Use ", "x = 1"]),
        ("Say it. Say it again.", "Say it again.", ["Say it again."]),
    ],
)
def test_the_quoted_words_are_highlighted_and_no_others(
    passage: str, quote: str, words: list[str]
) -> None:
    html = render_passage(passage, quote)
    assert [mark.text for mark in soup(html).find_all("mark")] == words


def test_a_quoted_code_block_is_highlighted() -> None:
    html = render_passage("Run it:\n\n```python\nx = 1\n```\n\nThen stop 1.", "x = 1")
    assert soup(html).find("code")["class"] == ["quoted", "language-python"]
    assert not soup(html).find("mark")


def test_lists_and_tables_are_rendered_as_such() -> None:
    page = soup(render_passage(f"{TABLE}\n\n{STEPS}", "Pay per year."))
    assert [len(page.find_all(tag)) for tag in ("tr", "td", "ol", "li")] == [3, 4, 1, 3]


def test_a_quote_without_a_place_is_said_first() -> None:
    html = render_passage("One thing.", "Another <b>thing</b>.")
    assert soup(html).find("p").text == "Another <b>thing</b>."
    assert marked(html) == "Another <b>thing</b>."


def test_a_passage_that_reads_otherwise_than_written_still_shows_its_quote() -> None:
    # A row with a cell too many: the parser drops the cell.
    passage = "| A | B |\n| --- | --- |\n| one | two | three |\n\nThe end."
    html = render_passage(passage, "The end.")
    assert marked(html) == "The end."


@pytest.mark.parametrize("render", [render_text, lambda text: render_passage(text, text)])
def test_nothing_in_a_document_becomes_active(render) -> None:
    html = render(HOSTILE)
    assert_inactive(html)
    assert "alert(1)" in html


def test_no_field_of_a_citation_becomes_active() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    citation = cite(section=evil, source=evil, as_of=evil, quote=HOSTILE, passage=HOSTILE)
    answer = Answer("q", f"{HOSTILE} [1]", "answered", (citation,), (evil,))
    assert_inactive(render_answer(answer, "turn-0"))
    assert "<script>" not in render_answer(answer, "turn-0")


def test_markers_open_the_panel_of_their_citation() -> None:
    answer = Answer("q", "Well paid [1], and more [2][1].", "answered", (cite(), cite(number=2)))
    page = soup(render_answer(answer, "turn-3"))
    markers = page.select("button.marker")
    assert [marker.text for marker in markers] == ["1", "2", "1"]
    assert [marker["popovertarget"] for marker in markers] == [
        "turn-3-source-1",
        "turn-3-source-2",
        "turn-3-source-1",
    ]
    assert markers[0]["aria-label"] == "Source 1: Salary Ranges > Executive-Level Positions"
    assert [panel["id"] for panel in page.select("[popover]")] == [
        "turn-3-source-1",
        "turn-3-source-2",
    ]


def test_only_a_citation_s_number_is_a_marker() -> None:
    answer = Answer("q", r"See [7], \[1\], [x] and `[1]`, not [1234].", "answered", (cite(),))
    page = soup(render_answer(answer, "turn-0"))
    assert not page.select(".text button")
    assert page.select_one(".text").text.strip() == "See [7], [1], [x] and [1], not [1234]."


def test_while_it_is_written_an_answer_has_markers_that_open_nothing() -> None:
    page = soup(render_text("Well paid [1]."))
    assert page.select_one("span.marker").text == "1"
    assert not page.find("button")


def test_a_panel_says_where_its_passage_stands() -> None:
    page = soup(render_panel(cite(), "turn-0"))
    assert page.select_one(".path").text == "Salary Ranges"
    assert page.find("h3").text == "Executive-Level Positions"
    assert page.select_one(".origin").text == "Guide, section 6 · US market, 2024"
    dated = soup(render_panel(cite(as_of=None), "turn-0"))
    assert dated.select_one(".origin").text == "Guide, section 6"


def test_a_panel_is_named_by_its_heading_and_can_be_closed() -> None:
    page = soup(render_panel(cite(), "turn-0"))
    panel = page.find(id="turn-0-source-1")
    assert page.find(id=panel["aria-labelledby"]).text == "Executive-Level Positions"
    close = page.select_one("button.close")
    assert (close["popovertarget"], close["popovertargetaction"]) == (panel["id"], "hide")


def test_the_sources_stand_below_the_answer() -> None:
    sections = ["Pay > Top", "Overview", "Pay > Bonus > Stock", "Pay"]
    citations = tuple(cite(number=n, section=section) for n, section in enumerate(sections, 1))
    page = soup(render_answer(Answer("q", "a [1]", "answered", citations), "turn-0"))
    shown = [item.text.replace("\u203a", ">") for item in page.select(".sources li")]
    assert shown == ["1 Pay > Top", "2 Overview", "3 Bonus > Stock", "4 Pay"]
    assert page.select(".source")[2]["aria-label"] == "Source 3: Pay > Bonus > Stock"


@pytest.mark.parametrize(
    ("status", "label"),
    [
        ("declined", "Not in my documents"),
        ("partial", "Only partly in my documents"),
        ("answered", None),
        ("talk", None),
    ],
)
def test_an_answer_shows_what_it_covers(status, label: str | None) -> None:
    page = soup(render_answer(Answer("q", "text", status), "turn-0"))
    assert page.select_one(f".answer.{status}")
    shown = page.select_one(".label")
    assert (shown.text if shown else None) == label


def test_markdown_lists_the_sources() -> None:
    answer = Answer("q", "Well paid [1].", "answered", (cite(section="Pay > *Top*"),))
    assert write_markdown(answer) == (
        "Well paid [1].\n\nSources:\n\n"
        r"1. Pay \> \*Top\* (Guide, section 6 · US market, 2024)"
    )
    assert write_markdown(Answer("q", "Hello.", "talk")) == "Hello."


def test_passages_of_the_guide_need_no_fallback() -> None:
    """Each Point of the shipped corpus can be highlighted in its passage."""
    from importlib.resources import files

    for document in files("corpus").iterdir():
        if not document.name.endswith(".md"):
            continue
        body = re.sub(r"\A---.*?^---\n", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
        for section in filter(None, re.split(r"^#.*\n", body, flags=re.MULTILINE)):
            for line in filter(re.compile(r"[^|\s-]").search, section.strip().splitlines()):
                page = soup(render_passage(section.strip(), line))
                assert not page.select(".quote"), line
                assert page.find("mark"), line
