from pathlib import Path

import pytest
from pydantic import ValidationError

from coach.errors import SettingsError
from coach.settings import Settings


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_environment() -> None:
    settings = Settings.read()
    assert settings.chroma_url is None
    assert (settings.corpus / "06-salary-ranges.md").is_file()


def test_the_environment_is_read_and_home_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", "~/coach-state")
    monkeypatch.setenv("COACH_PORT", "8080")
    settings = Settings.read()
    assert settings.home == Path.home() / "coach-state"
    assert settings.port == 8080


def test_a_dotenv_file_is_read_and_may_hold_other_programs_variables() -> None:
    Path(".env").write_text("COACH_ANSWER_WORDS=90\nOPENAI_API_KEY=x\n")
    assert Settings.read().answer_words == 90


@pytest.mark.parametrize("where", ["environment", "dotenv"])
def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "environment":
        monkeypatch.setenv("COACH_CORPSE", "x")
    else:
        Path(".env").write_text("COACH_CORPSE=x\n")
    with pytest.raises(SettingsError, match=r"COACH_CORPSE is not a setting.*COACH_CORPUS\?"):
        Settings.read()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COACH_PORT", "seventy"),
        ("COACH_PORT", "70000"),
        ("COACH_CHROMA_URL", "localhost:8000"),
        ("COACH_COLLECTION", "a b"),
        ("COACH_ANSWER_WORDS", "3"),
    ],
)
def test_a_malformed_setting_is_named_in_one_line(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"{variable}={value} is not valid") as caught:
        Settings.read()
    assert "\n" not in str(caught.value)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CHROMA_URL", "")
    assert Settings.read().chroma_url is None


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings.read().port = 1  # type: ignore[misc]


def test_conversations_are_in_the_home_folder_unless_a_database_is_named() -> None:
    assert Settings(home=Path("/h")).locate_conversations() == Path("/h/conversations.sqlite")
    url = "postgresql://ann:hunter2@db/coach"
    settings = Settings(database_url=url)  # type: ignore[arg-type]
    assert settings.locate_conversations() == url
    assert "hunter2" not in repr(settings)
