"""What the coach writes and what people wrote, in Slack's markup and within its limits."""

import pytest

from coach.answer import Answer, Citation
from tests.servers.slack_forms import find_faults
from ui.slack.encoding import begins_with_mention, mentions, read_text, write_text
from ui.slack.limits import SECTION_CHARACTERS, fill_sections, measure, shorten
from ui.slack.markup import MRKDWN, PLAIN, STREAMED, Markup, write_paragraphs
from ui.slack.messages import write_message, write_shared
from ui.slack.views import write_passage_view

CITATION = Citation(
    number=1,
    section="Pay > In <2024> & later",
    source="The guide",
    path="pay.md",
    as_of="US market, 2024",
    quote="$1",
    passage="# Pay\n\n| a | b |\n|---|---|\n| **x** | [y](http://y.example) |\n" + "word " * 2_000,
    passage_id="ab" * 16,
    score=0.5,
)


def check(text: str) -> None:
    message = write_message(Answer("q", text, "answered", (CITATION,)), "t")
    sent = {"text": message.text, "blocks": list(message.blocks)}
    assert find_faults("chat.postMessage", sent) == []


class TestReading:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("<@UCOACH> hello", "hello"),
            ("<@UCOACH|coach> hello", "hello"),
            ("ask <@U1> and <@W2|Bob>", "ask a colleague and Bob"),
            ("in <#C1|general> or <#C1> or <#C1|>", "in #general or a channel or a channel"),
            ("<!here> <!channel> <!everyone|everyone>", "everyone everyone everyone"),
            ("<!subteam^S1|@team> <!subteam^S1>", "team a team"),
            ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
            ("<https://x.example/?a=1&amp;b=2>", "https://x.example/?a=1&b=2"),
            ("<https://x.example|a job>", "a job"),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            ("&lt;!channel&gt; &amp;lt; R&amp;D", "<!channel> &lt; R&D"),
            (":tada: :+1::skin-tone-3: :our_logo: 10:30:45", "🎉 👍   10:30:45"),
            ("a < b > c", "a < b > c"),
            ("<", "<"),
        ],
    )
    def test_slacks_encodings(self, written: str, read: str) -> None:
        assert read_text(written, "UCOACH") == read

    def test_mentions(self) -> None:
        assert mentions("<@U1> and <@UCOACH|coach>") == ("U1", "UCOACH")
        assert begins_with_mention("  <@U1> you")
        assert not begins_with_mention("ask <@U1>")

    @pytest.mark.parametrize("text", ["<@U1>", "<!channel>", "&lt;", "a & b", "<https://x|y>"])
    def test_what_is_written_is_read_to_the_letter(self, text: str) -> None:
        encoded = write_text(text)
        assert "<" not in encoded
        assert read_text(encoded, "UCOACH") == text


class TestMarkup:
    @pytest.mark.parametrize(
        ("markdown", "mrkdwn"),
        [
            ("**bold** and *it*", "*bold* and _it_"),
            ("**bo**ld", "*bo*\u200bld"),
            ("# A **big** heading", "*A big heading*"),
            ("[text](http://x.example/a)", "text (http://x.example/a)"),
            ("[text](other.md)", "text"),
            ("![picture](http://x.example/a.png)", "picture"),
            ("- a\n- b\n  - c", "• a\n• b\n    ◦ c"),
            ("3. a\n4. b", "3. a\n4. b"),
            ("Lead:\n\n- a", "Lead:\n• a"),
            ("- a\n\n  more", "• a\n    more"),
            ("a\nb  \nc", "a b\nc"),
            ("~~gone~~", "~gone~"),
            ("`a<b`", "`a&lt;b`"),
            ("```\na ``` <b>\n```", "```\na ''' &lt;b&gt;\n```"),
            ("> said\n>\n> twice", "> said\n>\n> twice"),
            ("a <b>x</b> & <!channel>", "a &lt;b&gt;x&lt;/b&gt; &amp; &lt;!channel&gt;"),
            (
                "| Role | Pay |\n|---|---|\n| Head [1] | $1 |\n| Chief |  |",
                "• *Head [1]* — Pay: $1\n• *Chief*",
            ),
            ("|  | Pay |\n|---|---|", "Pay"),
        ],
    )
    def test_becomes_mrkdwn(self, markdown: str, mrkdwn: str) -> None:
        assert "\n\n".join(write_paragraphs(markdown)) == mrkdwn
        check(markdown)

    def test_becomes_plain_text(self) -> None:
        assert write_paragraphs("**a** `b` & *c*", PLAIN) == ["a b &amp; c"]

    def test_what_is_streamed_links_nothing(self) -> None:
        (written,) = write_paragraphs(
            "see http://x.example, a@b.example, <@U1> and a\\*b\\* [x]\\(y)", STREAMED
        )
        assert "http://" not in written
        assert "x.example" not in written
        assert "a@b" not in written
        assert "<" not in written
        assert "](" not in written
        assert "\\*b\\*" in written

    @pytest.mark.parametrize("markup", [MRKDWN, PLAIN, STREAMED])
    def test_takes_whatever_there_is(self, markup: Markup) -> None:
        for text in ("", "\x00", "|", "| |\n|-|", "- ", "[](", "```", "\u2028", "<" * 50, "*" * 50):
            assert isinstance(write_paragraphs(text, markup), list)


class TestLimits:
    @pytest.mark.parametrize(
        "text",
        [
            "word " * 5_000,
            "word " * 60_000,
            "x" * 20_000,
            "🎉" * 9_000,
            "&" * 9_000,
            "\n\n".join(["A paragraph. " * 20] * 200),
            "\n".join(f"- point {n} " + "w " * 100 for n in range(300)),
            "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | {'v ' * 50} |" for n in range(200)),
        ],
        ids=[
            "words",
            "very many words",
            "one word",
            "emoji",
            "entities",
            "paragraphs",
            "list",
            "table",
        ],
    )
    def test_no_message_passes_slacks(self, text: str) -> None:
        check(text)
        view = write_passage_view(CITATION)
        assert find_faults("views.open", {"view": view}) == []

    def test_paragraphs_stay_whole(self) -> None:
        paragraphs = [f"{n} " + "w" * 900 for n in range(5)]
        sections = fill_sections(paragraphs)
        assert "\n\n".join(sections) == "\n\n".join(paragraphs)
        assert [section.count("\n\n") for section in sections] == [2, 1]

    def test_nothing_is_lost_where_a_paragraph_is_cut(self) -> None:
        text = "A sentence & so on. " * 900
        sections = fill_sections([write_text(text)])
        assert " ".join(sections).split() == write_text(text).split()
        assert all(measure(section) <= SECTION_CHARACTERS for section in sections)
        assert all("&amp;" in section for section in sections)
        assert shorten("a" * 10, 5) == "aaaa…"


def test_an_answer_that_is_shared_says_what_was_asked() -> None:
    message = write_shared(Answer("q", "It.", "answered"), "t", "why\n*not* <!here>?", "U1")
    texts = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert texts == ["> why *not* &lt;!here&gt;?", "It."]


def test_small_talk_is_not_rated() -> None:
    kinds = [block["type"] for block in write_message(Answer("q", "Hello!", "talk"), "t").blocks]
    assert kinds == ["section"]


def test_what_has_no_id_has_nothing_to_press() -> None:
    message = write_message(Answer("q", "It. [1]", "answered", (CITATION,)), None)
    assert [block["type"] for block in message.blocks] == ["section", "context"]
