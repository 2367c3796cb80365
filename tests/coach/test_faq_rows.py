"""Questions from files of several forms; a bad line is told and the rest is read."""

import io
from pathlib import Path

import pytest

from coach.errors import FaqError
from coach.faq.rows import Fault, Format, Row, read_rows
from coach.faq.sources import form_of, from_file, from_stream


def read(data: bytes, form: Format, column: str | None = None) -> list[Row | Fault]:
    return list(read_rows(io.BytesIO(data), form, column))


def summed(read: list[Row | Fault]) -> list[tuple[int, str]]:
    return [(r.line, r.question if isinstance(r, Row) else f"! {r.reason}") for r in read]


class TestText:
    def test_is_a_question_a_line(self) -> None:
        data = "\ufeffWhat is AI?\r\n  what   is ML?  \nlast".encode()
        assert summed(read(data, "txt")) == [(1, "What is AI?"), (2, "what is ML?"), (3, "last")]

    def test_tells_bad_lines_by_number_and_goes_on(self) -> None:
        data = b"good?\n\n" + b"x" * 50_000 + b"\nbad \xff\xfe\nnul \x00 here\nlast?\n"
        found = summed(read(data, "txt"))
        assert [line for line, _ in found] == [1, 2, 3, 4, 5, 6]
        assert [text for _, text in found if not text.startswith("! ")] == ["good?", "last?"]
        empty, long, encoding, nul = (text for _, text in found if text.startswith("! "))
        assert "empty" in empty
        assert "50,000 characters" in long
        assert "UTF-8" in encoding
        assert "NUL" in nul

    def test_takes_a_line_of_megabytes_in_pieces(self) -> None:
        data = b"x" * 3_500_000 + b"\nnext?\n"
        first, second = read(data, "txt")
        assert isinstance(first, Fault)
        assert (second.line, getattr(second, "question", None)) == (2, "next?")


class TestCsv:
    def test_takes_the_column_that_is_named(self) -> None:
        data = b'id,Question,other\n1,"What, really?",a\n2,"two\nlines?",b\n3,three?,c\n'
        wanted = [(2, "What, really?"), (3, "two lines?"), (5, "three?")]
        assert summed(read(data, "csv")) == wanted
        assert [text for _, text in summed(read(data, "csv", "other"))] == ["a", "b", "c"]
        assert [text for _, text in summed(read(data, "csv", "3"))] == ["a", "b", "c"]

    def test_takes_the_only_column(self) -> None:
        assert summed(read(b"asked\nwhat?\n", "csv")) == [(2, "what?")]

    def test_without_the_column_is_a_mistake(self) -> None:
        with pytest.raises(FaqError, match=r"no column 'question': choose of id, other"):
            read(b"id,other\n1,2\n", "csv")
        with pytest.raises(FaqError, match="no column '4'"):
            read(b"id,other\n1,2\n", "csv", "4")
        with pytest.raises(FaqError, match="none"):
            read(b"", "csv")

    def test_tells_bad_records_and_goes_on(self) -> None:
        data = b"id,question\n1\n2,\n3,\xff\n4," + b"y" * 200_000 + b"\n5,good?\n6,a\x00b\n"
        found = summed(read(data, "csv"))
        assert [line for line, text in found if text.startswith("! ")] == [2, 3, 4, 5, 7]
        assert (6, "good?") in found


class TestJsonl:
    def test_takes_texts_and_keys(self) -> None:
        data = b'"one?"\n{"question": "two?"}\n{"q": "three?"}\nno\n\n[1]\n{"question": 4}\n'
        found = summed(read(data, "jsonl"))
        assert found[:2] == [(1, "one?"), (2, "two?")]
        assert [line for line, text in found if text.startswith("! ")] == [3, 4, 5, 6, 7]
        assert summed(read(data, "jsonl", "q"))[2] == (3, "three?")

    def test_tells_half_a_surrogate_pair(self) -> None:
        (fault,) = read(rb'"a \ud800"', "jsonl")
        assert isinstance(fault, Fault)


class TestSources:
    def test_know_their_form_by_their_name(self, tmp_path: Path) -> None:
        assert form_of(Path("a.CSV")) == "csv"
        with pytest.raises(FaqError, match="--format"):
            form_of(Path("questions"))
        file = tmp_path / "questions"
        file.write_text("what?\n\n", encoding="utf-8")
        source = from_file(file, "txt", None)
        assert [row.question for row in source.rows] == ["what?"]
        assert [fault.line for fault in source.faults] == [2]

    def test_that_are_not_there_are_a_mistake(self, tmp_path: Path) -> None:
        with pytest.raises(FaqError, match="cannot be read"):
            from_file(tmp_path / "none.txt", None, None)
        with pytest.raises(FaqError, match="cannot be read"):
            from_file(tmp_path, "txt", None)

    def test_of_a_stream_are_read_to_the_end(self) -> None:
        source = from_stream(io.BytesIO(b"a?\nb?"), "standard input", "txt", None)
        assert [row.line for row in source.rows] == [1, 2]
