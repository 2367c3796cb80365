import re
from pathlib import Path

import pytest

from coach import Coach
from tests.readme import README, write


def test_the_made_blocks_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == write(text), "run `make readme`"


def test_the_python_snippets_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippets = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert snippets
    monkeypatch.setenv("COACH_HOME", str(home))
    for snippet in snippets:
        exec(snippet, {})


def test_the_answers_shown_are_what_the_coach_says(coach: Coach) -> None:
    text = README.read_text(encoding="utf-8")
    shown = re.findall(r'make ask Q="(.*?)"\n    (.*?)\n', text)
    assert len(shown) == 3
    for question, first_line in shown:
        assert coach.ask(question).text.startswith(first_line.removesuffix("..."))


def test_every_file_that_is_named_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:coach|index|ui|tests|docs)/[\w./]+)`", text):
        assert (README.parent / name).exists(), name
    for name in re.findall(r"\]\(([\w./]+)\)", text):
        assert Path(README.parent / name).exists(), name
