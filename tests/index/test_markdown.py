import random

import pytest

from index.documents import Cell, Point, Section
from index.markdown import parse_markdown
from index.sentences import split_sentences

PIECES = [
    *("word", "Two words. ", "**b: x** y", "*e*", "_e_", "***be***", "`c`", "`` a`b ``", "**", "*"),
    *(
        "[l](h.t/c)",
        "[l][r]",
        "![i](x)",
        "[![i](x)](y)",
        "<http://a.b>",
        "\n[r]: h 't'\n",
        "_",
        "`",
    ),
    *(
        "<b>",
        "</b>",
        "<br>",
        "<!-- c -->",
        "\n<div>\n",
        "&amp;",
        "&nbsp;",
        "\\*",
        "\\",
        "|",
        "[",
        "]",
    ),
    *("\n- ", "\n  - ", "\n1. ", "\n> ", "\n    ", "\n\t", "\n## H\n", "# ", "- ", "1. ", "(", ")"),
    *("\n| a | b |\n|---|---|\n| c \\| d | `e` |\n", "\n---\n", "\n===\n", "\n```\n", "\n~~~\n"),
    *(
        "\n",
        "\n\n",
        "\n\n",
        "  \n",
        "\\\n",
        "\r\n",
        " ",
        "  ",
        "\u00a0",
        "\u2028",
        "\x0b",
        "<",
        ">",
    ),
    *("e.g.", "U.S. The", "é", "😀", "\u3042\u3002", ":"),
]


def sections_of(markdown: str) -> tuple[Section, ...]:
    return parse_markdown(markdown, name="Name").sections


def points_of(markdown: str) -> list[Point]:
    return [point for section in sections_of(markdown) for point in section.points]


def texts_of(markdown: str) -> list[str]:
    return [point.text for point in points_of(markdown)]


def labels_of(markdown: str) -> list[tuple[str, str]]:
    return [(point.label, point.text) for point in points_of(markdown)]


class TestSections:
    def test_a_section_holds_what_stands_between_two_headings_to_the_letter(self) -> None:
        markdown = "# Bread\n\n## Dough\n\n Knead *well*.\n\n  - ten minutes\n\n\n## Oven\nHot.\n"
        dough, oven = sections_of(markdown)
        assert dough.text == "Knead *well*.\n\n  - ten minutes"
        assert dough.heading_path == ("Bread", "Dough")
        assert oven.text == "Hot."

    def test_the_heading_path_runs_from_the_title_down(self) -> None:
        markdown = "# Bread\nIntro.\n## Dough\n#### Rest\nLong.\n### Knead\nShort.\n## Oven\nHot."
        assert [section.heading_path for section in sections_of(markdown)] == [
            ("Bread",),
            ("Bread", "Dough", "Rest"),
            ("Bread", "Dough", "Knead"),
            ("Bread", "Oven"),
        ]

    def test_a_known_title_stands_above_every_heading_and_is_not_repeated(self) -> None:
        markdown = "# Bread\nIntro.\n# Cake\nSweet."
        paths = [
            section.heading_path for section in parse_markdown(markdown, title="Bread").sections
        ]
        assert paths == [("Bread",), ("Bread", "Cake")]

    def test_a_deeper_heading_may_be_called_as_the_title(self) -> None:
        paths = [section.heading_path for section in sections_of("# Bread\nx\n## Bread\ny")]
        assert paths == [("Bread",), ("Bread", "Bread")]

    @pytest.mark.parametrize(
        ("markdown", "title"),
        [
            ("Intro.\n\n## Notes\n\n# Bread\n\nText.", "Bread"),
            ("## Bread\n\nText.\n\n### Dough\n\nText.", "Bread"),
            ("Intro.\n\n## Dough\n\nText.", "Name"),
            ("## Dough\n\nText.\n\n## Oven\n\nText.", "Name"),
            ("# Dough\n\nText.\n\n# Oven\n\nText.", "Name"),
            ("Text.", "Name"),
        ],
    )
    def test_the_title_is_a_heading_above_all_others(self, markdown: str, title: str) -> None:
        assert parse_markdown(markdown, name="Name").title == title

    def test_a_section_without_text_is_left_out_and_its_children_stay(self) -> None:
        markdown = "# Bread\n\n## Dough\n\n<!-- to do -->\n\n### Rest\n\nLong.\n\n## Oven\n\n---\n"
        assert [section.heading_path for section in sections_of(markdown)] == [
            ("Bread", "Dough", "Rest")
        ]

    def test_setext_headings_and_markup_in_headings(self) -> None:
        markdown = "The *Bread*\n===\n\nIntro.\n\n[Dough](x.md) & `oven`\n---\n\nText.\n"
        assert sections_of(markdown)[1].heading_path == ("The Bread", "Dough & oven")

    def test_a_long_paragraph_above_a_rule_is_no_heading(self) -> None:
        text = " ".join(["The formula follows."] * 10)
        (section,) = sections_of(f"# Bread\n\n{text}\n=\nx + y\n")
        assert [point.text for point in section.points][:1] == ["The formula follows."]

    def test_a_heading_in_a_quote_or_a_fence_cuts_nothing(self) -> None:
        markdown = "# Bread\n\n> ## Note\n> Text.\n\n```\n# comment\n```\n"
        assert len(sections_of(markdown)) == 1


class TestPoints:
    def test_each_block_has_its_kind(self) -> None:
        markdown = (
            "One. Two.\n\n- three\n\n1. four\n\n| a |\n|---|\n| five |\n\n> six\n\n```\nseven\n```"
        )
        assert [(point.kind, point.text) for point in points_of(markdown)] == [
            ("sentence", "One."),
            ("sentence", "Two."),
            ("bullet", "three"),
            ("step", "four"),
            ("row", "a: five"),
            ("sentence", "six"),
            ("sentence", "seven"),
        ]

    def test_a_wrapped_bullet_is_one_point(self) -> None:
        (point,) = points_of("- knead the dough\n  until it is *smooth*\n")
        assert point.text == "knead the dough until it is smooth"
        assert point.quote == "knead the dough\n  until it is *smooth*"

    def test_a_bullet_that_names_its_children_is_their_label(self) -> None:
        markdown = "- Types of Flour:\n  - rye\n  - wheat\n- salt\n"
        assert labels_of(markdown) == [
            ("Types of Flour", "rye"),
            ("Types of Flour", "wheat"),
            ("", "salt"),
        ]

    def test_a_bullet_that_says_something_is_a_point_and_a_label(self) -> None:
        markdown = (
            "- Flour: the base of it all\n  - rye\n- Choose your salt with care\n  - sea salt\n"
        )
        assert labels_of(markdown) == [
            ("Flour", "Flour: the base of it all"),
            ("Flour", "rye"),
            ("", "Choose your salt with care"),
            ("Choose your salt with care", "sea salt"),
        ]

    def test_a_step_is_never_only_a_label(self) -> None:
        assert texts_of("1. Knead:\n   - by hand\n") == ["Knead:", "by hand"]

    @pytest.mark.parametrize(
        ("markdown", "label"),
        [
            ("- **Flour:** the base", "Flour"),
            ("- **Flour**: the **base**", "Flour"),
            ("- **Rye flour, sifted twice.** The base.", "Rye flour, sifted twice"),
            ("- **Flour** - the base", "Flour"),
            ("- Rye flour (dark): the base", "Rye flour (dark)"),
            ("- **Flour** is the base", ""),
            ("- the base: flour", ""),
            ("- One two three four five six: the base", ""),
            ("- See https://example.org", ""),
            ("- At 10:30 it is done", ""),
            ("**Flour:** the base", "Flour"),
            ("Flour: the base", ""),
        ],
    )
    def test_a_lead_in_is_the_label(self, markdown: str, label: str) -> None:
        assert points_of(markdown)[0].label == label

    def test_a_line_that_announces_a_list_is_its_label(self) -> None:
        assert labels_of("**What you need**\n\n- flour\n\nAnd then:\n1. knead") == [
            ("What you need", "flour"),
            ("And then", "knead"),
        ]
        assert texts_of("What you need to buy before Sunday:\n\n- flour")[0].startswith("What")

    def test_rows_name_their_columns_and_leave_out_empty_cells(self) -> None:
        header = "| Role | Pay \\| year | |\n|:--|--:|---|\n"
        markdown = f"{header}| **Head** | $259,000 | x |\n| Lead ||\n| | | |\n"
        head, lead = points_of(markdown)
        assert head.text == "Role: Head; Pay | year: $259,000; x"
        assert head.cells == (Cell("Role", "Head"), Cell("Pay | year", "$259,000"), Cell("", "x"))
        assert head.quote == "| **Head** | $259,000 | x |"
        assert lead.text == "Role: Lead"

    def test_links_keep_their_words_and_images_go(self) -> None:
        markdown = (
            'See [the *book*](http://a.b/c_(d) "t") ![pic](p.png) and [more][1], <http://x.y>.\n\n'
            "[1]: http://z.z\n"
        )
        (point,) = points_of(markdown)
        assert point.text == "See the book and more, http://x.y."
        assert point.quote == markdown.split("\n")[0]
        assert texts_of("- ![pic](p.png)\n\n[![a](b)](c)") == []

    def test_html_tags_and_comments_are_not_text(self) -> None:
        markdown = (
            "A <b>b</b><br>c &amp; d.\n\n<div class='x'>\nIn a box. Twice.\n</div>\n\n"
            "<script>\nalert(1)\n</script>\n\n<!-- never\nthis -->\n"
        )
        assert texts_of(markdown) == ["A b", "c & d.", "In a box.", "Twice."]

    def test_a_long_code_block_has_no_point(self) -> None:
        assert texts_of("```py\nx = 1\n\ny = 2\n```") == ["x = 1 y = 2"]
        assert texts_of("```\n" + "x\n" * 6 + "```") == []

    def test_line_breaks_on_purpose_end_a_sentence(self) -> None:
        assert texts_of("12 High Street  \nLondon\\\nEngland\nand Wales") == [
            "12 High Street",
            "London",
            "England and Wales",
        ]

    def test_lists_may_be_very_deep(self) -> None:
        markdown = "\n".join("  " * depth + f"- level {depth}" for depth in range(30))
        assert texts_of(markdown)[-1] == "level 29"

    def test_emphasis_may_be_very_deep(self) -> None:
        assert points_of("*a **b " * 800 + "c" + "** b*" * 800)

    def test_a_task_is_its_text(self) -> None:
        (point,) = points_of("- [x] buy flour")
        assert (point.text, point.quote) == ("buy flour", "[x] buy flour")


class TestQuotes:
    def test_a_sentence_is_quoted_with_its_markup(self) -> None:
        markdown = "It is **bold. And** [so. It](a.b) goes\non."
        assert [point.quote for point in points_of(markdown)] == [
            "It is **bold.",
            "And** [so.",
            "It](a.b) goes\non.",
        ]

    @pytest.mark.parametrize(
        "markdown",
        [
            "- a\n\n  b. c\n\n      code\n- > d\n  > e. f\n  - g\n    1. h\n       i",
            "| a | b \\| c |\n|---|---|\n| `d` | e \\| f |\n g | h",
            "> | a |\n> |---|\n>  | b |",
            "> - a. b\n>   c\nlazy. d",
            "1) a\n2) b\n\n\ttab. two\n\n***a.* b. c**",
            "a&nbsp;b. \\*c\\*. `d. e`. ![f. g](h) i.\n===\n\nj",
            "- \u00a0\n\n\u00a0\na. b",
            "```\n\n\n  a\n  b\n```\n~~~\nc",
            "<div>\na. b\n\nc</div> <b>d</b>. e",
            "a. \u3042\u3044\u3002\u3046\u3048\u3002 b",
        ],
    )
    def test_quotes_stand_in_the_text(self, markdown: str) -> None:
        assert points_of(markdown)
        check_quotes(markdown)

    def test_quotes_stand_in_the_text_of_any_markdown(self) -> None:
        chance = random.Random(7)
        for _ in range(1500):
            check_quotes("".join(chance.choices(PIECES, k=chance.randint(1, 40))))


def check_quotes(markdown: str) -> None:
    for section in sections_of(markdown):
        for point in section.points:
            assert point.quote, markdown
            assert section.text[point.start : point.start + len(point.quote)] == point.quote
            assert point.text == " ".join(point.text.split())
            if point.kind != "row" and "&" not in point.quote:
                # A point's letters stand in its quote, in this order.
                quote = iter(point.quote)
                assert all(letter in quote for letter in point.text if letter.isalnum()), markdown


class TestSentences:
    @pytest.mark.parametrize(
        "sentences",
        [
            ["It rains.", "It pours!", "Does it?", "Yes…", "So."],
            ["Tools, e.g. PyTorch, i.e. Python, cf. Keras vs. JAX."],
            ["A Ph.D. in AI helps.", "So does an M.Sc. from Dr. Who."],
            ["Work in the U.S. Army.", "Or leave the U.S.", "The rest stays."],
            ["It grew by 1.5 points.", "It costs $644,261+.", "5 of 6 agree."],
            ["Jane A. Smith met J. R. Jones.", "They spoke of No. 5 and Fig. 2."],
            ["Acme Inc. Berlin pays.", "Foo Ltd.", "The others do not, etc.", "We do."],
            ["He said “Go.”", "She went (at last.)", "“Fine.”"],
            ["1. Scope of this.", "2. The rest."],
            ["Use python.org daily."],
            ["\u3042\u3044\u3002", "\u3046\uff01"],
        ],
    )
    def test_sentences_are_told_apart(self, sentences: list[str]) -> None:
        text = " ".join(sentences)
        assert [text[begin:end] for begin, end in split_sentences(text)] == sentences

    def test_a_number_of_a_clause_is_no_sentence(self) -> None:
        assert texts_of("1\\. Scope\n\n2\\. Rest. More") == ["1. Scope", "2. Rest.", "More"]

    def test_long_runs_take_no_time(self) -> None:
        for text in ("." * 100_000, "a" + " " * 100_000 + "b", "." * 100_000 + " A"):
            assert len(list(split_sentences(text))) <= 2
