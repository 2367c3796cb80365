import re
import textwrap

import pytest

from index.documents import Section
from index.markdown import parse_markdown
from index.plaintext import escape, mark_up

GUIDE = """\
First Look
Beekeeping is the care of bees for honey and for the crops. It falls into these parts:
- Kinds of Hives:
- Top Bar: One long box, cheap to build
- Stacked: Several boxes, easy to extend
- Seasons:
- Spring: The colony grows
- Winter: The colony rests
Daily Work
A keeper looks after the hives from spring to autumn. The work of a day includes:
Checks Before Noon
- Look for the queen
- Count the frames with brood
Checks After Noon
- Weigh the hive
- Note the weather, which matters more than you think In the end the notes decide what to do.
Gear and Prices (UK, 2020)
Here's an overview of what it costs to begin:
Smoker and Veil
- Price: £30 - £45+
Career Steps in Beekeeping
- Hobby Track:
- Start with two hives
- Sell at the market
- Trade Track:
- Start with fifty hives
Common Troubles
Every keeper meets some trouble sooner or later:
Troubles of the Hive
Mites and Moths
- Treat in August
Swarming
- Give them room
Troubles of the Keeper
Stings
- Keep calm
"""


def sections_of(text: str) -> tuple[Section, ...]:
    return parse_markdown(mark_up(text), name="File").sections


def paths_of(text: str) -> list[str]:
    return [" > ".join(section.heading_path) for section in sections_of(text)]


def points_of(text: str) -> list[tuple[str, str]]:
    return [(point.kind, point.text) for part in sections_of(text) for point in part.points]


def texts_of(text: str) -> list[str]:
    return [text for _, text in points_of(text)]


class TestBareHeadings:
    def test_what_stands_below_a_heading_gives_its_level(self) -> None:
        assert paths_of(GUIDE) == [
            "File > First Look",
            "File > First Look > Kinds of Hives",
            "File > First Look > Seasons",
            "File > Daily Work",
            "File > Daily Work > Checks Before Noon",
            "File > Daily Work > Checks After Noon",
            "File > Gear and Prices (UK, 2020)",
            "File > Gear and Prices (UK, 2020) > Smoker and Veil",
            "File > Gear and Prices (UK, 2020) > Career Steps in Beekeeping > Hobby Track",
            "File > Gear and Prices (UK, 2020) > Career Steps in Beekeeping > Trade Track",
            "File > Common Troubles",
            "File > Common Troubles > Troubles of the Hive > Mites and Moths",
            "File > Common Troubles > Troubles of the Hive > Swarming",
            "File > Common Troubles > Troubles of the Keeper > Stings",
        ]

    def test_its_lines_come_through_to_the_letter(self) -> None:
        sections = {section.heading_path[-1]: section for section in sections_of(GUIDE)}
        assert sections["Smoker and Veil"].text == "- Price: £30 - £45+"
        assert sections["Kinds of Hives"].points[0].label == "Top Bar"
        assert sections["First Look"].text.endswith("It falls into these parts:")

    def test_a_heading_above_sections_is_the_title(self) -> None:
        assert paths_of("The Bee Book\n\n" + GUIDE)[0] == "The Bee Book > First Look"

    def test_blank_lines_between_heading_and_text(self) -> None:
        text = "Daily Work\n\nA keeper looks after the hives all day.\n\nGear\n\n- Smoker\n"
        assert paths_of(text) == ["Daily Work", "Daily Work > Gear"]

    def test_headings_in_wrapped_text_without_blank_lines(self) -> None:
        prose = "the queen lays her eggs in spring and in the summer, and rests in winter. " * 3
        wrapped = textwrap.fill("In April " + prose, 60)
        assert paths_of(f"{wrapped}\nThe Workers\n{wrapped}\nThe Drones\n{wrapped}") == [
            "File",
            "File > The Workers",
            "File > The Drones",
        ]

    def test_one_wrapped_note_does_not_make_long_lines_wrapped_ones(self) -> None:
        line = "The keeper " + "of bees and more bees " * 8 + "is calm"
        assert paths_of(f"A note that\nruns on.\n\n- {line}\nThe Workers\n{line}\n") == [
            "File",
            "File > The Workers",
        ]


class TestMarkedHeadings:
    def test_underlined(self) -> None:
        text = "Bee book\n========\nIntro.\n\nthe hive\n--------\n1. Wood\n2. Wax\n"
        assert paths_of(text) == ["Bee book", "Bee book > the hive"]

    def test_capitals_stand_above_title_case(self) -> None:
        text = "GEAR\n\nTools for Spring\n- Smoker\n\nCONTACT\nJane Smith\nYork\n\nNOTES\nDone."
        assert paths_of(text) == [
            "File > GEAR > Tools for Spring",
            "File > CONTACT",
            "File > NOTES",
        ]

    def test_numbered(self) -> None:
        text = (
            "1. Introduction\n\nThis is what the book is about.\n\n2. The hive\n\n"
            "2.1 What it is for\nIt holds the bees and their honey.\n\n"
            "2.2 How to Build It\n\n- Saw\n\n10. End\n\nBye, dear reader."
        )
        assert paths_of(text) == [
            "File > 1. Introduction",
            "File > 2. The hive > 2.1 What it is for",
            "File > 2. The hive > 2.2 How to Build It",
            "File > 10. End",
        ]

    def test_a_numbered_list_is_no_row_of_headings(self) -> None:
        text = "To begin:\n\n1. Buy a Hive\n\n2. Find a Place\n\nThen wait until the bees come.\n"
        assert paths_of(text) == ["File"]
        assert ("step", "Find a Place") in points_of(text)


class TestNoHeadings:
    @pytest.mark.parametrize(
        "text",
        [
            # A poem.
            "Two crows above the quiet field,\nA gate that nobody will close;\n\nRed Barn\n"
            "Old Moon\nWhite Hill\nAnd over everything it snows.\n",
            # A letter.
            "Jane Smith\n12 High Street\nYork\n\nDear Sir,\n\n"
            "I write about the hive that you sell.\n\n"
            "Yours Faithfully\n\nJane Smith\nHead of Bees\n",
            # A log.
            "2024-01-01 12:00 Server Started\nConnection Refused\n"
            "2024-01-01 12:01 Server Stopped now.\n",
            # Names, then a sentence.
            "Team Members\nAlice Brown\nBob Green\nCarol White\n\n"
            "They are the members of the team.\n",
            # A number in a text.
            "Last year we bought\n2.5 Kilos of Wax\nand it was a good day for us all.\n",
            "Last year we bought\n2.5 Kilos of Wax\nIt was a good day for us all.\n",
            # Columns.
            "Name  Role\nAlice  Keeper of the bees and of the hives.\n",
            # A line between paragraphs that is no title.
            "There was a keeper who had a hive.\n\nbees and honey\n\n"
            "He sold it to the man next door.\n",
            # Names at line ends and beginnings.
            "It was sold by a man who lived not far away from the Bank of\nEngland And Wales\n"
            "and who had bought it from a keeper of many bees.\n",
        ],
    )
    def test_short_lines_alone_are_none(self, text: str) -> None:
        assert paths_of(text) == ["File"]

    def test_short_lines_stay_apart(self) -> None:
        assert texts_of("12 High Street\nYork\n\n07:00 Alice\n08:00 Bob") == [
            "12 High Street",
            "York",
            "07:00 Alice",
            "08:00 Bob",
        ]

    def test_bullets_that_introduce_nothing_stay_bullets(self) -> None:
        text = "- Wax\n- Tools:\n- Smoker\n"
        assert [kind for kind, _ in points_of(text)] == ["bullet"] * 3
        assert paths_of("- Tools:\n  - Smoker\n- Wax:\n  - Candles") == ["File"]


class TestWrappedText:
    def test_wrapped_sentences_are_joined(self) -> None:
        prose = (
            "The keeper of the hive went to see Jane Smith in York, who had a hive of her own "
            "at the Station Hotel. Her bees were calm. Each hive of hers had a name."
        )
        for width in (40, 72):
            assert " ".join(texts_of(textwrap.fill(prose, width))) == prose
            assert len(texts_of(textwrap.fill(prose, width))) == 3

    def test_wrapped_bullets_are_joined(self) -> None:
        assert points_of(
            "\u2022 Look for\n  The Queen\n\u2022\nWait\n\u2013 count\nthe frames\n"
        ) == [
            ("bullet", "Look for The Queen"),
            ("bullet", "Wait"),
            ("bullet", "count the frames"),
        ]

    def test_a_hyphen_at_a_line_s_end(self) -> None:
        divided = "We look for pollin-\nation now, as cross-\npollination is pollination too."
        assert texts_of(divided) == [
            "We look for pollination now, as cross-pollination is pollination too."
        ]
        latex = "It is an exam-\nple of the syl-\nlables that a line\nbreak di-\nvides.\n"
        assert texts_of(latex) == ["It is an example of the syllables that a line break divides."]

    def test_long_lines_are_paragraphs(self) -> None:
        line = "A keeper " + "of bees and more bees " * 10 + "is calm."
        assert mark_up(f"{line}\n{line}\n") == f"{line}\n\n{line}\n"

    def test_a_list_begins_and_ends_with_its_items(self) -> None:
        assert points_of("We go on:\n2. wax\n3. honey\nThe Keeper sells it all.\n") == [
            ("step", "wax"),
            ("step", "honey"),
            ("sentence", "The Keeper sells it all."),
        ]

    def test_indents_nest_bullets(self) -> None:
        (section,) = sections_of("We sell:\n* honey:\n    * dark\n    * light\n* wax\n")
        assert [(point.label, point.text) for point in section.points][:2] == [
            ("honey", "dark"),
            ("honey", "light"),
        ]


class TestEscape:
    @pytest.mark.parametrize(
        "line",
        [
            *("# x", "> x", "- x", "+ x", "* x", "1. x", "2) x", "---", "===", "***", "_ _ _", "-"),
            *("- - -", "```", "~~~ py", "<b>x</b>", "<http://x.y>", "[a]: b", "[a](b)", "![a](b)"),
            *("[a][b]", "[a]", "&amp;", "&#33; & co", "\\* \\d \\|", "a*b*c 2 * 3", "__a_b__ c_d"),
            *("`x` ``y``", "$644,261+", "<!-- x", "a\\", "|a|", ":-|"),
        ],
    )
    def test_markdown_reads_the_line_as_it_was(self, line: str) -> None:
        (section,) = parse_markdown(f"x {escape('y')}\n\n{escape(line)}\nx").sections
        assert section.points[-1].text == f"{line} x"

    def test_a_table_is_text(self) -> None:
        text = "| a | b |\n|---|---|\n| c | d |\n"
        assert points_of(text) == [("sentence", "| a | b |"), ("sentence", "| c | d |")]

    def test_no_needless_backslash(self) -> None:
        for line in ("$644,261+ (e.g. C#, C++)", "snake_case & 2 < 3 > 1", "10% | 2 * 3 = 6 [1]"):
            assert escape(line) == line

    def test_every_word_comes_through(self) -> None:
        text = "# a\n> b\n\n\tc\n| d |\n```\ne\n```\n<div>f</div>\n[g]: h\n===\n1986. i\n+ j\n    k"
        words = re.findall(r"\w+", " ".join(texts_of(text)))
        assert words == re.findall(r"\w+", text)
