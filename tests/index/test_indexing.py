"""Indexing, opening again, and what becomes of an index that is killed, shared or damaged."""

import json
import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from index.chroma import Location
from index.errors import CorpusError, IndexMismatch, StoreError
from index.indexing import IndexReport, open_index
from index.passages import Passage
from index.store import Changes
from tests.conftest import run_chroma
from tests.index.stand_ins import (
    CountingEmbedder,
    WordEmbedder,
    ask_all,
    opened,
    passages_of,
    start_python,
    write_corpus,
)

OTHER = "1" * 12
SMALL, LARGE = 20, 260
"""Sections of three Points: of 1,000 records and more Chroma writes the vectors out."""


def texts_of(passages: list[Passage]) -> list[str]:
    return [
        text
        for passage in passages
        for text in (*passage.searchable_details, passage.searchable_text)
    ]


def snapshots_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "test").iterdir() if path.is_dir()]


@pytest.fixture
def counting() -> CountingEmbedder:
    return CountingEmbedder(WordEmbedder())


# What is done again


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    folder = tmp_path / "guide"
    folder.mkdir()
    (folder / "pay.md").write_text(
        "# Pay\n\n## Base\n\n- Much.\n- Often.\n\n## Bonus\n\n- Seldom.\n"
    )
    (folder / "work.md").write_text(
        "# Work\n\n## Hours\n\n- Long ones.\n\n## Place\n\n- At home.\n"
    )
    return folder


@pytest.fixture
def real(embedder) -> CountingEmbedder:
    return CountingEmbedder(embedder)


def test_opened_again_nothing_is_read_or_embedded(guide, tmp_path, real):
    with opened(guide, tmp_path / "index", real) as index:
        assert sorted(real.texts) == sorted(texts_of(passages_of(index)))
        assert index.report == IndexReport(
            documents=2, passages=4, topics=("Pay", "Work"), skipped=(), changes=Changes(4, 0, 0)
        )
        found = index.search.search("How much is paid?", 1)
    real.texts.clear()
    # Whoever read the file again would see another text of the same length and time.
    file = guide / "pay.md"
    stat = file.stat()
    file.write_text(file.read_text().replace("Much", "Tiny"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with opened(guide, tmp_path / "index", real) as index:
        assert index.report == IndexReport(
            documents=2, passages=4, topics=("Pay", "Work"), skipped=(), changes=None
        )
        assert real.texts == []
        assert index.search.search("How much is paid?", 1) == found


def test_of_a_changed_bullet_only_its_passage_is_embedded(guide, tmp_path, real):
    with opened(guide, tmp_path / "index", real):
        real.texts.clear()
    file = guide / "pay.md"
    file.write_text(file.read_text().replace("Seldom", "Yearly"))
    with opened(guide, tmp_path / "index", real) as index:
        assert index.report.changes == Changes(added=1, removed=1, unchanged=3)
        changed = [passage for passage in passages_of(index) if passage.heading == "Bonus"]
        assert sorted(real.texts) == sorted(texts_of(changed))
        assert index.search.search("Is the bonus paid yearly?", 1)[0].passage.text == "- Yearly."
    assert len(snapshots_in(tmp_path / "index")) == 1


def test_a_removed_file_is_no_longer_found(guide, tmp_path, real):
    with opened(guide, tmp_path / "index", real):
        real.texts.clear()
    (guide / "pay.md").unlink()
    with opened(guide, tmp_path / "index", real) as index:
        assert index.report.changes == Changes(added=0, removed=2, unchanged=2)
        assert index.report.topics == ("Hours", "Place")
        assert real.texts == []
        found = index.search.search("How much is paid?", 10)
        assert {ranked.passage.path for ranked in found} == {"work.md"}
        assert {passage.path for passage in passages_of(index)} == {"work.md"}


def test_a_renamed_file_is_not_embedded_again(guide, tmp_path, real):
    with opened(guide, tmp_path / "index", real):
        real.texts.clear()
    (guide / "pay.md").rename(guide / "zz-pay.md")
    with opened(guide, tmp_path / "index", real) as index:
        assert index.report.changes == Changes(added=0, removed=0, unchanged=4)
        assert real.texts == []
        best = index.search.search("How much is paid?")[0].passage
        assert (best.path, best.source, best.position[0]) == ("zz-pay.md", "zz-pay.md", 1)


def test_a_document_that_comes_before_is_all_that_is_embedded(guide, tmp_path, real):
    with opened(guide, tmp_path / "index", real) as index:
        before = {passage.id: passage.position for passage in passages_of(index)}
        real.texts.clear()
    (guide / "aa.md").write_text("# Aims\n\n- Find a post.\n")
    with opened(guide, tmp_path / "index", real) as index:
        assert index.report.changes == Changes(added=1, removed=0, unchanged=4)
        assert len(real.texts) == 2
        after = {passage.id: passage.position for passage in passages_of(index)}
        assert {id_: (after[id_][0] - 1, after[id_][1]) for id_ in before} == before


def test_a_rebuild_embeds_all_of_it(guide, tmp_path, counting):
    with opened(guide, tmp_path / "index", counting):
        texts = list(counting.texts)
    location = Location(tmp_path / "index", None, "test")
    seen: list[tuple[int, int]] = []
    index = open_index(
        guide, location, counting, lambda done, total: seen.append((done, total)), rebuild=True
    )
    assert counting.texts == texts * 2
    assert index.report.changes == Changes(added=4, removed=0, unchanged=0)
    assert seen == [(0, 4), (4, 4)]
    index.search.close()


def test_a_home_that_was_copied_is_as_good(guide, tmp_path, counting):
    with opened(guide, tmp_path / "index", counting) as index:
        answers = ask_all(index)
        counting.texts.clear()
    shutil.copytree(tmp_path / "index", tmp_path / "copy", copy_function=shutil.copyfile)
    with opened(guide, tmp_path / "copy", counting) as index:
        assert index.report.changes is None
        assert ask_all(index) == answers


def test_a_corpus_of_headings_alone_is_an_error_that_leaves_the_index(guide, tmp_path, counting):
    with opened(guide, tmp_path / "index", counting):
        kept = guide.rename(tmp_path / "kept")
    guide.mkdir()
    (guide / "empty.md").write_text("# Nothing\n\n## At all\n")
    with pytest.raises(CorpusError), opened(guide, tmp_path / "index", counting):
        pass
    shutil.rmtree(guide)
    kept.rename(guide)
    with opened(guide, tmp_path / "index", counting) as index:
        assert index.report.changes is None


@pytest.mark.parametrize("name", ["100% sure?", "a#b c", "über 'uns'", "%41?mode=memory"])
def test_any_folder_will_do(guide, tmp_path, counting, name):
    for changes in (Changes(4, 0, 0), None):
        with opened(guide, tmp_path / name, counting) as index:
            assert index.report.changes == changes
            assert len(index.search.search("hours", 10)) == 4


def test_a_folder_that_cannot_be_written_is_told_in_one_line(guide, tmp_path, counting):
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(StoreError, match="set COACH_HOME to another") as caught,
        opened(guide, tmp_path / "file" / "index", counting),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_a_disk_that_takes_no_more_is_told_in_one_line(large, tmp_path):
    large.lay_out()
    code = """if True:
        import resource, signal, sys
        from pathlib import Path
        from index.chroma import Location
        from index.errors import StoreError
        from index.indexing import open_index
        from tests.index.stand_ins import WordEmbedder

        # A file that grows beyond this fails as on a disk that is full.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
        try:
            open_index(Path(sys.argv[1]), Location(Path(sys.argv[2]), None, "test"), WordEmbedder())
        except StoreError as error:
            print(error)
    """
    for bytes_ in (1_000, 600_000):
        with start_python(code, large.corpus, tmp_path / "index", bytes_) as process:
            (line,) = process.stdout.read().splitlines()
        assert line.startswith(f"The index cannot be written in {tmp_path}")
        assert line.endswith("or set COACH_HOME to another.")
        assert snapshots_in(tmp_path / "index") == []
    assert_whole(large.corpus, tmp_path / "index", large.old)


# Another model


def test_another_model_is_indexed_beside_and_swapped_in(guide, tmp_path, counting):
    other = CountingEmbedder(WordEmbedder(OTHER))
    with opened(guide, tmp_path / "index", counting) as index:
        answers = ask_all(index)

    def look(_done: int, _total: int) -> None:
        with opened(guide, tmp_path / "index", counting) as index:
            assert index.report.changes is None
            assert ask_all(index) == answers
        seen.append(len(snapshots_in(tmp_path / "index")))

    counting.texts.clear()
    seen: list[int] = []
    index = open_index(guide, Location(tmp_path / "index", None, "test"), other, look)
    assert seen == [2, 2]
    assert len(other.texts) == 9
    assert not set(texts_of(passages_of(index))) & set(counting.texts)
    assert len(snapshots_in(tmp_path / "index")) == 1
    index.search.close()


# Killed


class Zygote:
    """Indexes in processes that can be killed at any moment."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def index(self, corpus: Path, folder: Path, **order: object) -> dict[str, int]:
        order |= {"corpus": str(corpus), "folder": str(folder)}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer: dict[str, int] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with start_python("from tests.index.killing import main; main()") as process:
        yield Zygote(process)
        process.kill()


class Prepared:
    """A corpus before and after a change, the answers of both, and an index of the first."""

    def __init__(self, folder: Path, sections: int) -> None:
        self.corpus = folder / "corpus"
        self._base = folder / "base"
        self._old = write_corpus(folder / "old", sections)
        self._new = shutil.copytree(self._old, folder / "new")
        changed = self._new / "volume-000.md"
        changed.write_text(
            changed.read_text().replace("Duty 0-1\n", "Duty\n").replace("team", "crew")
        )
        (self._new / "added.md").write_text("# Added\n\n- Hire and teach.\n- Review the risk.\n")
        if sections > SMALL:
            (self._new / "volume-001.md").unlink()
        self.old = self._answer(self._old, self._base)
        self.new = self._answer(self._new, folder / "reference")

    def lay_out(self, folder: Path | None = None, *, changed: bool = False) -> None:
        """Put the corpus in its place, and an index of the unchanged one into `folder`."""
        shutil.rmtree(self.corpus, ignore_errors=True)
        shutil.copytree(self._new if changed else self._old, self.corpus)
        if folder:
            shutil.copytree(self._base, folder)

    def _answer(self, corpus: Path, folder: Path) -> tuple[object, object]:
        shutil.rmtree(self.corpus, ignore_errors=True)
        shutil.copytree(corpus, self.corpus)
        with opened(self.corpus, folder, WordEmbedder()) as index:
            return ask_all(index), passages_of(index)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("large"), LARGE)


def assert_whole(corpus: Path, folder: Path, expected: tuple[object, object]) -> None:
    """Open what was left, and compare all that can be found with an index never disturbed."""
    embedder = WordEmbedder()
    with opened(corpus, folder, embedder) as index:
        passages = passages_of(index)
        assert (ask_all(index), passages) == expected
        for passage in passages[::17]:
            # Each passage and Point is where its vector says.
            for text in texts_of([passage]):
                best = index.search.search(text, 1)[0]
                assert best.similarity == pytest.approx(1, abs=1e-4)
    assert len(snapshots_in(folder)) == 1


def spread(moments: int, count: int) -> list[int]:
    """Choose moments all over the run."""
    return sorted({round(number * (moments - 1) / (count - 1)) for number in range(count)})


def test_killed_at_any_moment_of_a_first_indexing(zygote, small, tmp_path):
    small.lay_out()
    moments = zygote.index(small.corpus, tmp_path / "whole")["moments"]
    assert moments > 60
    for moment in spread(moments, 10):
        folder = tmp_path / str(moment)
        assert zygote.index(small.corpus, folder, moment=moment)["ending"] == -9
        assert_whole(small.corpus, folder, small.old)


def test_killed_at_any_moment_of_an_update(zygote, small, tmp_path):
    small.lay_out(tmp_path / "whole", changed=True)
    moments = zygote.index(small.corpus, tmp_path / "whole")["moments"]
    assert moments > 80
    for moment in spread(moments, 12):
        folder = tmp_path / str(moment)
        small.lay_out(folder, changed=True)
        assert zygote.index(small.corpus, folder, moment=moment)["ending"] == -9
        assert_whole(small.corpus, folder, small.new)


@pytest.mark.parametrize(("is_update", "delay_s"), [(False, 0), (False, 0.002), (True, 0)])
def test_killed_while_vectors_are_written_out(zygote, large, tmp_path, is_update, delay_s):
    folder = tmp_path / "index"
    large.lay_out(folder if is_update else None)
    if is_update:
        write_corpus(large.corpus / "more", LARGE, seed=1)
        with opened(large.corpus, tmp_path / "reference", WordEmbedder()) as index:
            expected = ask_all(index), passages_of(index)
    else:
        expected = large.old
    # Chroma makes room for 1,024 vectors, and then for 2,048.
    bytes_ = 1_100 * 236 if is_update else 200 * 236
    order = {"vectors_bytes": bytes_, "delay_s": delay_s}
    assert zygote.index(large.corpus, folder, **order)["ending"] == -9
    with opened(large.corpus, folder, WordEmbedder()) as index:
        # What was there before the update is still good.
        assert index.report.changes.added <= LARGE
    assert_whole(large.corpus, folder, expected)


@pytest.mark.parametrize("after_s", [0.1, 0.3, 0.5])
def test_killed_at_some_time(zygote, large, tmp_path, after_s):
    large.lay_out(tmp_path / "index", changed=True)
    zygote.index(large.corpus, tmp_path / "index", after_s=after_s)
    assert_whole(large.corpus, tmp_path / "index", large.new)


def test_killed_while_another_model_is_indexed(zygote, small, tmp_path):
    small.lay_out(tmp_path / "whole")
    moments = zygote.index(small.corpus, tmp_path / "whole", fingerprint=OTHER)["moments"]
    used = 0
    for moment in spread(moments, 6):
        folder = tmp_path / str(moment)
        small.lay_out(folder)
        order = {"fingerprint": OTHER, "moment": moment}
        assert zygote.index(small.corpus, folder, **order)["ending"] == -9
        swapped = CountingEmbedder(WordEmbedder(OTHER))
        if moment < moments / 2:
            # Not swapped in yet: the first model's is used as if nothing had been.
            counting = CountingEmbedder(WordEmbedder())
            with opened(small.corpus, folder, counting) as index:
                assert index.report.changes is None
                assert (ask_all(index), passages_of(index)) == small.old
            used += 1
        with opened(small.corpus, folder, swapped) as index:
            assert passages_of(index) == small.old[1]
    assert used == 3


def test_what_was_embedded_before_a_kill_is_not_embedded_again(large, tmp_path):
    large.lay_out()
    code = """if True:
        import os, signal, sys
        from pathlib import Path
        from index.chroma import Location
        from index.indexing import open_index
        from tests.index.stand_ins import WordEmbedder

        def kill(done, total):
            if done >= total / 2:
                os.kill(os.getpid(), signal.SIGKILL)

        location = Location(Path(sys.argv[2]), None, "test")
        open_index(Path(sys.argv[1]), location, WordEmbedder(), kill)
    """
    with start_python(code, large.corpus, tmp_path / "index") as process:
        assert process.wait() == -9
    counting = CountingEmbedder(WordEmbedder())
    with opened(large.corpus, tmp_path / "index", counting) as index:
        assert index.report.changes == Changes(added=100, removed=0, unchanged=160)
        assert len(counting.texts) == 100 * 4
    assert_whole(large.corpus, tmp_path / "index", large.old)


# Damaged


def _at(pattern: str) -> Callable[[Path], list[Path]]:
    def find(folder: Path) -> list[Path]:
        return [path for path in folder.glob(pattern) if path.is_file()]

    return find


DATABASE, VECTORS = _at("test/*/chroma/chroma.sqlite3"), _at("test/*/chroma/*/*")
LEXICAL, MANIFEST = _at("test/*/lexical.sqlite"), _at("test/manifest.json")
ALL = _at("test/**/*")


def overwrite(file: Path) -> None:
    file.write_bytes(os.urandom(max(file.stat().st_size, 100)))


def overwrite_middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle, length = len(content) // 2, min(len(content) // 4, 20_000)
    content[middle : middle + length] = os.urandom(length)
    file.write_bytes(content)


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def delete(file: Path) -> None:
    file.unlink()


DAMAGES = [overwrite, overwrite_middle, truncate, empty, delete]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "find", [DATABASE, LEXICAL, MANIFEST, ALL], ids=["database", "lexical", "manifest", "all"]
)
def test_damage_is_repaired(small, tmp_path, find, damage):
    small.lay_out(tmp_path / "index")
    files = find(tmp_path / "index")
    assert files
    for file in files:
        damage(file)
    assert_whole(small.corpus, tmp_path / "index", small.old)
    with opened(small.corpus, tmp_path / "index", WordEmbedder()) as index:
        assert index.report.changes is None


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        # Chroma would end the process with a segmentation fault,
        (overwrite, "data_level0.bin"),
        # find less,
        (truncate, "data_level0.bin"),
        (delete, "index_metadata.pickle"),
        # or fail.
        (empty, "header.bin"),
        (overwrite_middle, "index_metadata.pickle"),
    ],
)
def test_damaged_vectors_are_repaired(large, tmp_path, damage, name):
    large.lay_out(tmp_path / "index")
    (file,) = (file for file in VECTORS(tmp_path / "index") if file.name == name)
    damage(file)
    assert_whole(large.corpus, tmp_path / "index", large.old)


@pytest.mark.parametrize("find", [DATABASE, LEXICAL], ids=["database", "lexical"])
def test_a_folder_in_a_files_place_is_repaired(small, tmp_path, find):
    small.lay_out(tmp_path / "index")
    (file,) = find(tmp_path / "index")
    file.unlink()
    file.mkdir()
    assert_whole(small.corpus, tmp_path / "index", small.old)


@pytest.mark.parametrize("level", ["index", "index/test"])
def test_a_deleted_folder_is_made_again(small, tmp_path, level):
    small.lay_out(tmp_path / "index")
    with opened(small.corpus, tmp_path / "index", WordEmbedder()):
        shutil.rmtree(tmp_path / level)
    assert_whole(small.corpus, tmp_path / "index", small.old)


def test_a_panic_of_chroma_is_repaired(small, tmp_path, capfd):
    small.lay_out(tmp_path / "index")
    (file,) = DATABASE(tmp_path / "index")
    database = sqlite3.connect(file)
    database.execute("DROP TABLE migrations")
    database.execute("CREATE TABLE migrations (dir TEXT)")
    database.commit()
    database.close()
    assert_whole(small.corpus, tmp_path / "index", small.old)
    assert "panicked" in capfd.readouterr().err


def test_only_the_lexical_index_is_made_anew_where_only_it_is_damaged(small, tmp_path, counting):
    small.lay_out(tmp_path / "index")
    overwrite(*LEXICAL(tmp_path / "index"))
    with opened(small.corpus, tmp_path / "index", counting) as index:
        assert index.report.changes == Changes(added=0, removed=0, unchanged=SMALL)
        assert counting.texts == []
        assert ask_all(index) == small.old[0]


# Shared


HOLD = """if True:
    import json, sys
    from pathlib import Path
    from index.chroma import Location
    from index.indexing import open_index
    from tests.index.stand_ins import CountingEmbedder, WordEmbedder, ask_all, passages_of

    location = Location(Path(sys.argv[2]), None, "test")
    embedder = CountingEmbedder(WordEmbedder())
    print("ready", flush=True)
    for _ in sys.stdin:
        index = open_index(Path(sys.argv[1]), location, embedder)
        break
    print(len(embedder.texts), flush=True)
    for _ in sys.stdin:
        print(json.dumps(ask_all(index)), flush=True)
"""


class Holder:
    """Another process that opens an index and holds it open."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._read() == "ready"

    def begin(self) -> None:
        print("open", file=self._process.stdin, flush=True)

    def count_embedded(self) -> int:
        return int(self._read())

    def ask(self) -> object:
        print("ask", file=self._process.stdin, flush=True)
        answers = json.loads(self._read())
        return [[(tuple(path), text, score) for path, text, score in found] for found in answers]

    def close(self) -> None:
        self._process.stdin.close()
        assert self._process.wait() == 0

    def _read(self) -> str:
        return self._process.stdout.readline().strip()


@pytest.fixture
def start_holder() -> Iterator[Callable[[Path, Path], Holder]]:
    with ExitStack() as stack:

        def start(corpus: Path, folder: Path) -> Holder:
            process = stack.enter_context(start_python(HOLD, corpus, folder))
            stack.callback(process.kill)
            return Holder(process)

        yield start


def test_of_processes_that_start_at_once_one_does_the_work(small, tmp_path, start_holder):
    small.lay_out()
    holders = [start_holder(small.corpus, tmp_path / "index") for _ in range(3)]
    for holder in holders:
        holder.begin()
    assert sorted(holder.count_embedded() for holder in holders) == [0, 0, SMALL * 4]
    assert [holder.ask() for holder in holders] == [small.old[0]] * 3


def test_what_is_open_goes_on_while_others_change_the_index(large, tmp_path, start_holder):
    large.lay_out(tmp_path / "index")
    holder = start_holder(large.corpus, tmp_path / "index")
    holder.begin()
    assert holder.count_embedded() == 0
    location = Location(tmp_path / "index", None, "test")
    large.lay_out(changed=True)
    for number, (embedder, rebuild) in enumerate(
        (
            (WordEmbedder(), False),
            (WordEmbedder(), False),
            (WordEmbedder(), True),
            (WordEmbedder(OTHER), False),
        )
    ):
        (large.corpus / "news.md").write_text(f"# News\n\n- Of day {number}.\n")
        open_index(large.corpus, location, embedder, rebuild=rebuild).search.close()
    (large.corpus / "news.md").unlink()
    # It has not read a vector or a passage before.
    assert holder.ask() == large.old[0]
    assert len(snapshots_in(tmp_path / "index")) == 2
    holder.close()
    assert_whole(large.corpus, tmp_path / "index", large.new)


def test_what_is_open_in_this_process_goes_on_too(small, tmp_path):
    small.lay_out(tmp_path / "index")
    with opened(small.corpus, tmp_path / "index", WordEmbedder()) as index:
        small.lay_out(changed=True)
        with opened(small.corpus, tmp_path / "index", WordEmbedder()) as changed:
            assert ask_all(index) == small.old[0]
            assert ask_all(changed) == small.new[0]
    assert_whole(small.corpus, tmp_path / "index", small.new)


# On a server


@pytest.fixture
def name() -> str:
    """An index of this test's own: the server is everyone's."""
    return f"test-{uuid.uuid4().hex[:8]}"


def test_coaches_share_one_index_on_a_server(guide, tmp_path, real, chroma_url, name):
    with opened(guide, tmp_path / "one", real, chroma_url, name) as first:
        assert first.report.changes == Changes(4, 0, 0)
        real.texts.clear()
        with opened(guide, tmp_path / "two", real, chroma_url, name) as second:
            assert second.report.changes == Changes(0, 0, 4)
            assert real.texts == []
            assert ask_all(second) == ask_all(first)
        with opened(guide, tmp_path / "two", real, chroma_url, name) as second:
            assert second.report.changes is None
            # What one adds and removes, the other finds, or does without.
            (guide / "aa.md").write_text("# Aims\n\n- Find a post in spring.\n")
            (guide / "pay.md").unlink()
            with opened(guide, tmp_path / "one", real, chroma_url, name) as again:
                assert again.report.changes == Changes(1, 2, 2)
            found = second.search.search("Find a post in spring", 10)
            assert found[0].passage.path == "aa.md"
            assert {ranked.passage.path for ranked in found} == {"aa.md", "work.md"}
    assert not list((tmp_path / "one").glob("*/*/chroma"))


def test_another_model_on_a_server_takes_the_index_over(
    guide, tmp_path, counting, chroma_url, name
):
    with opened(guide, tmp_path / "one", counting, chroma_url, name) as index:
        assert len(index.search.search("hours", 10)) == 4
        other = WordEmbedder(OTHER)
        with opened(guide, tmp_path / "two", other, chroma_url, name) as taken:
            assert taken.report.changes == Changes(4, 0, 0)
        with pytest.raises(IndexMismatch, match="another embedding model"):
            index.search.search("an unread question", 10)
    with opened(guide, tmp_path / "one", counting, chroma_url, name) as index:
        assert index.report.changes == Changes(4, 0, 0)


def test_a_rebuild_on_a_server_leaves_other_indexes(guide, tmp_path, counting, chroma_url, name):
    longer = f"{name}-way"
    with opened(guide, tmp_path / "longer", counting, chroma_url, longer):
        pass
    with opened(guide, tmp_path / "index", counting, chroma_url, name):
        counting.texts.clear()
    location = Location(tmp_path / "index", chroma_url, name)
    open_index(guide, location, counting, rebuild=True).search.close()
    assert len(counting.texts) == 9
    # Nor does it throw away what it can't make anew.
    kept = guide.rename(tmp_path / "kept")
    guide.mkdir()
    (guide / "empty.md").write_text("# Nothing\n")
    with pytest.raises(CorpusError):
        open_index(guide, location, counting, rebuild=True)
    shutil.rmtree(guide)
    kept.rename(guide)
    with opened(guide, tmp_path / "index", counting, chroma_url, name) as index:
        assert index.report.changes is None
    with opened(guide, tmp_path / "longer", counting, chroma_url, longer) as index:
        assert index.report.changes is None


def test_an_indexing_on_a_server_that_was_killed_is_finished(small, tmp_path, chroma_url, name):
    small.lay_out()
    code = """if True:
        import os, signal, sys
        from pathlib import Path
        from index.chroma import Location
        from index.indexing import open_index
        from tests.index.stand_ins import WordEmbedder

        def kill(done, total):
            if done:
                os.kill(os.getpid(), signal.SIGKILL)

        location = Location(Path(sys.argv[2]), *sys.argv[3:])
        open_index(Path(sys.argv[1]), location, WordEmbedder(), kill)
    """
    with start_python(code, small.corpus, tmp_path / "one", chroma_url, name) as process:
        assert process.wait() == -9
    for folder in (tmp_path / "two", tmp_path / "one"):
        counting = CountingEmbedder(WordEmbedder())
        with opened(small.corpus, folder, counting, chroma_url, name) as index:
            assert counting.texts == []
            assert (ask_all(index), passages_of(index)) == small.old


def test_a_server_that_has_gone_is_told_in_one_line(guide, tmp_path, counting):
    folder = tmp_path / "index"
    with run_chroma(tmp_path / "server") as url:
        index = open_index(guide, Location(folder, url, "test"), counting)
    for call in (
        lambda: index.search.search("hours"),
        lambda: open_index(guide, Location(folder, url, "test"), counting),
        lambda: open_index(guide, Location(tmp_path / "new", url, "test"), counting),
    ):
        with pytest.raises(StoreError, match=r"start it \(`chroma run`\)") as caught:
            call()
        assert "\n" not in str(caught.value)
    index.search.close()
    # What is on this machine needs no server.
    with opened(guide, folder, counting) as alone:
        assert len(alone.search.search("hours", 10)) == 4
