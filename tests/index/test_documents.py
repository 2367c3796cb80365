import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import documents
from index.documents import Corpus, list_files, read_corpus
from index.errors import CorpusError


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files, their names with "__" for "/" and "_" for ".", and return the folder."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def titles_of(corpus: Corpus) -> list[str]:
    return [document.title for document in corpus.documents]


def faults_of(corpus: Corpus) -> dict[str, str]:
    return {file.path: file.reason for file in corpus.skipped}


def fault_of(root: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_corpus(root)
    message = str(caught.value)
    assert "\n" not in message
    return message


class TestReading:
    def test_a_document_says_where_it_comes_from(self, tmp_path: Path) -> None:
        head = "---\ntitle: Bees\norder: 2\nsource: The Book\nas_of: UK, 2020\nother: [1]\n---\n"
        write(tmp_path, sub__bees_md=head + "# bees\n\nThey fly.\n")
        (document,) = read_corpus(tmp_path).documents
        assert (document.path, document.title, document.source) == (
            "sub/bees.md",
            "Bees",
            "The Book",
        )
        assert (document.order, document.as_of) == (2, "UK, 2020")
        (section,) = document.sections
        assert section.heading_path == ("Bees",)
        assert section.text == "They fly."

    def test_a_document_without_front_matter(self, tmp_path: Path) -> None:
        (tmp_path / "the-bee_book.v2.md").write_text("They fly.", encoding="utf-8")
        (document,) = read_corpus(tmp_path).documents
        assert (document.title, document.source) == ("The bee book v2", "the-bee_book.v2.md")
        assert (document.order, document.as_of) == (None, None)

    def test_what_order_says_comes_first_and_then_the_paths(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            z_md="---\norder: 1\n---\nz",
            b__a_md="ba",
            a_md="a",
            c_md="---\norder: 10\n---\nc",
            d_md="---\norder: -1\n---\nd",
        )
        paths = [document.path for document in read_corpus(tmp_path).documents]
        assert paths == ["d.md", "z.md", "c.md", "a.md", "b/a.md"]

    def test_every_format_by_its_suffix(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            a_MD="# A\n\ntext",
            b_markdown="# B\n\ntext",
            c_txt="C\n=\n\ntext",
            d_Text="Daily Work\n- text",
            e_html="<h1>E</h1>text",
            f_htm="<h1>F</h1>text",
        )
        assert titles_of(read_corpus(tmp_path)) == ["A", "B", "C", "Daily Work", "E", "F"]

    def test_what_is_hidden_or_of_another_format_is_passed_over(self, tmp_path: Path) -> None:
        write(tmp_path, a_md="a", _b_md="b", _c__d_md="d", e_py="e", f_csv="", g__h_png=b"\x89PNG")
        corpus = read_corpus(tmp_path)
        assert (titles_of(corpus), corpus.skipped) == (["A"], ())

    def test_a_file_may_be_the_corpus(self, tmp_path: Path) -> None:
        write(tmp_path, a_md="a", _hidden_txt="b")
        assert [document.path for document in read_corpus(tmp_path / "a.md").documents] == ["a.md"]
        assert read_corpus(tmp_path / ".hidden.txt").documents

    def test_links_are_followed_and_loops_end(self, tmp_path: Path) -> None:
        write(tmp_path, corpus__a_md="a", elsewhere__b_md="b")
        corpus = tmp_path / "corpus"
        (corpus / "linked").symlink_to(tmp_path / "elsewhere")
        (corpus / "loop").symlink_to(corpus)
        (corpus / "self").symlink_to(corpus / "self")
        (tmp_path / "elsewhere" / "up").symlink_to(tmp_path)
        assert {document.path for document in read_corpus(corpus).documents} == {
            "a.md",
            "linked/b.md",
        }


class TestFrontMatter:
    @pytest.mark.parametrize(
        ("head", "fault"),
        [
            ("---\ntitle: a\nb: [\n---\n", "its front matter is not YAML (line 4)"),
            ("---\nas_of: 2020-13-45\n---\n", "its front matter is not YAML"),
            ("------\ntitle: a\n\n# B\n\n", "its front matter has no closing ---"),
            ("---\ntitle: [a]\n---\n", "its front matter's title is not a text"),
            ("---\norder: first\n---\n", "its front matter's order is not a whole number"),
            ("---\norder: true\n---\n", "its front matter's order is not a whole number"),
        ],
    )
    def test_a_broken_one_is_told(self, tmp_path: Path, head: str, fault: str) -> None:
        corpus = read_corpus(write(tmp_path, a_md="a", b_md=head + "text"))
        assert (titles_of(corpus), faults_of(corpus)) == (["A"], {"b.md": fault})

    @pytest.mark.parametrize(
        ("head", "title"),
        [
            ("---\ntitle: 2020\n---\n", "2020"),
            ("\ufeff\n---\r\ntitle:  a\r\n  b\r\n---\r\n", "a b"),
            ("---\n---\n", "A"),
            ("---\ntitle:\n---\n", "A"),
        ],
    )
    def test_values_need_not_be_quoted(self, tmp_path: Path, head: str, title: str) -> None:
        assert titles_of(read_corpus(write(tmp_path, a_md=head + "text"))) == [title]

    @pytest.mark.parametrize("text", ["---\n\nOne.\n\n---\n\nTwo.", "One.\n\n---\n\nb: c\n\n---\n"])
    def test_a_rule_is_none(self, tmp_path: Path, text: str) -> None:
        (document,) = read_corpus(write(tmp_path, a_md=text)).documents
        assert document.sections[0].points[0].text == "One."

    def test_it_is_of_markdown_only(self, tmp_path: Path) -> None:
        (document,) = read_corpus(write(tmp_path, a_txt="---\ntitle: b\n---\ntext")).documents
        assert document.title != "b"


class TestSkipping:
    def test_a_bad_file_leaves_the_others(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            a_md="a",
            b__empty_md="",
            blank_txt=" \n ",
            binary_txt=bytes(range(256)) * 9,
            headings_md="# A\n\n## B\n",
            picture_pdf=b"\x89PNG\r\n\x1a\n",
            text_docx="text",
        )
        (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
        os.mkfifo(tmp_path / "pipe.md")
        corpus = read_corpus(tmp_path)
        assert titles_of(corpus) == ["A"]
        assert list(faults_of(corpus).items()) == [
            ("b/empty.md", "empty"),
            ("binary.txt", "binary, not text"),
            ("blank.txt", "nothing but white space"),
            ("headings.md", "no text inside"),
            ("link.md", "a link to nothing"),
            ("picture.pdf", "a PNG image, not a PDF"),
            ("pipe.md", "not a regular file"),
            ("text.docx", "something else, not a DOCX"),
        ]

    def test_a_very_large_file_is_not_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(documents, "MAX_FILE_MB", 1)
        write(tmp_path, a_md="a", b_md="b " * 500_001)
        assert faults_of(read_corpus(tmp_path)) == {"b.md": "larger than 1 MB; split it"}

    def test_what_cannot_be_opened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, a_md="a", b_md="b", c__d_md="d")
        read_bytes, iterdir = Path.read_bytes, Path.iterdir

        def refuse(method: object, name: str) -> object:
            def call(self: Path) -> object:
                if self.name == name:
                    raise PermissionError(13, "Permission denied")
                return method(self)  # type: ignore[operator]

            return call

        monkeypatch.setattr(Path, "read_bytes", refuse(read_bytes, "b.md"))
        monkeypatch.setattr(Path, "iterdir", refuse(iterdir, "c"))
        corpus = read_corpus(tmp_path)
        assert titles_of(corpus) == ["A"]
        assert faults_of(corpus) == {
            "b.md": "cannot be opened (permission denied)",
            "c": "cannot be opened (permission denied)",
        }

    def test_a_name_that_is_not_utf_8(self, tmp_path: Path) -> None:
        write(tmp_path, a_md="a")
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.md")).write_text("b", encoding="utf-8")
        assert faults_of(read_corpus(tmp_path)) == {"b?.md": "its name is not UTF-8; rename it"}
        assert [path.name for path in list_files(tmp_path)] == ["a.md"]


class TestErrors:
    def test_nothing_there(self, tmp_path: Path) -> None:
        assert fault_of(tmp_path / "none").startswith(f"there is no {tmp_path}/none; choose")
        with pytest.raises(CorpusError):
            list_files(tmp_path / "none")

    def test_a_path_that_cannot_be_one(self, tmp_path: Path) -> None:
        assert "name too long; " in fault_of(tmp_path / ("a" * 300)).replace(")", "")

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        write(tmp_path, a_py="a")
        assert fault_of(tmp_path) == (
            f"nothing to read in {tmp_path}; put Markdown, text, HTML, PDF or DOCX files there "
            "or choose another corpus folder"
        )

    def test_a_file_of_another_format(self, tmp_path: Path) -> None:
        write(tmp_path, a_csv="a")
        assert "is no Markdown, text, HTML, PDF or DOCX file" in fault_of(tmp_path / "a.csv")

    def test_nothing_that_can_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"{letter}_md": "" for letter in "abcde"})
        assert fault_of(tmp_path).startswith(
            f"nothing in {tmp_path} can be read, of 5 tried (a.md: empty; b.md: empty; "
            "c.md: empty; and 2 more); put "
        )
        assert "a.md can be read, of 1 tried (a.md: empty)" in fault_of(tmp_path / "a.md")


class TestListing:
    def test_it_lists_what_is_opened(self, tmp_path: Path) -> None:
        write(tmp_path, b_md="b", a__c_txt="", _d_md="d", e_py="e")
        (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
        assert list_files(tmp_path) == (tmp_path / "a/c.txt", tmp_path / "b.md")
        assert list_files(tmp_path / "b.md") == (tmp_path / "b.md",)


def test_a_markdown_corpus_loads_no_library_of_another_format(tmp_path: Path) -> None:
    write(tmp_path, a_md="---\ntitle: A\n---\n# B\n\ntext é", b_txt="text")
    script = (
        "import sys, pathlib, index.documents\n"
        "assert 'markdown_it' not in sys.modules\n"
        f"index.documents.read_corpus(pathlib.Path({str(tmp_path)!r}))\n"
        "heavy = {'bs4', 'markdownify', 'mammoth', 'pypdf', 'charset_normalizer'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    root = Path(documents.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
