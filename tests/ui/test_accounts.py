import multiprocessing
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters

from coach.errors import SettingsError
from ui.accounts import MAX_PASSWORD_CHARACTERS, Accounts

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "correct horse"


class CountingHasher(PasswordHasher):
    """Writes down which hashes it was asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=64, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str, password: bytes) -> bool:  # noqa: A002
        self.verified.append(hash)
        return super().verify(hash, password)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "state" / "users", CHEAP)


def test_who_was_added_is_known_by_name_and_password(accounts: Accounts) -> None:
    assert accounts.all() == ()
    accounts.add("ann", GOOD)
    accounts.add("bob", "another password")
    assert [account.name for account in accounts.all()] == ["ann", "bob"]
    assert accounts.check("ann", GOOD) == accounts.find("ann")
    assert accounts.check("ann", "another password") is None
    assert accounts.check("bob", GOOD) is None
    assert accounts.check("nobody", GOOD) is None


def test_the_file_is_the_persons_own_and_holds_no_password(accounts: Accounts) -> None:
    accounts.add("ann", GOOD)
    assert accounts.path.stat().st_mode & 0o777 == 0o600
    assert GOOD not in accounts.path.read_text()
    assert "$argon2id$" in accounts.path.read_text()
    assert [path.name for path in accounts.path.parent.iterdir() if path.suffix != ".lock"] == [
        "users"
    ]


def test_hashes_are_made_with_full_cost_unless_told_otherwise(tmp_path: Path) -> None:
    made = Accounts(tmp_path / "users").add("ann", GOOD)
    parameters = extract_parameters(made.password_hash)
    assert parameters.memory_cost >= 19_456  # OWASP's least, in KiB.


def test_an_unknown_name_costs_what_a_wrong_password_costs(tmp_path: Path) -> None:
    hasher = CountingHasher()
    accounts = Accounts(tmp_path / "users", hasher)
    accounts.add("ann", GOOD)
    for name, password in (("ann", "wrong"), ("nobody", "wrong"), ("ann", "w" * 10_000), ("", "")):
        assert accounts.check(name, password) is None
    assert len(hasher.verified) == 4
    assert len({str(extract_parameters(verified)) for verified in hasher.verified}) == 1


def test_a_removed_person_is_unknown_at_once_also_to_a_server_that_runs(
    accounts: Accounts,
) -> None:
    accounts.add("ann", GOOD)
    accounts.add("bob", GOOD)
    server = Accounts(accounts.path, CHEAP)
    assert server.check("ann", GOOD)
    accounts.remove("Ann")
    assert server.check("ann", GOOD) is None
    assert server.find("ann") is None
    assert server.check("bob", GOOD)


def test_a_password_that_is_set_again_has_another_fingerprint(accounts: Accounts) -> None:
    before = accounts.add("ann", GOOD).fingerprint
    accounts.remove("ann")
    assert accounts.add("ann", GOOD).fingerprint != before


@pytest.mark.parametrize(
    "name", ["ann", "Zoë", "李雷", "ann@example.org", "a" * 64, "o.k-b_r+1", "ANN", "\uff46ull"]
)
def test_names_are_those_of_people(accounts: Accounts, name: str) -> None:
    accounts.add(name, GOOD)
    assert accounts.check(name, GOOD)
    assert accounts.check(name.upper(), GOOD)
    assert Accounts(accounts.path).find(name.lower())


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a:b", "a\nb", "-a", "#a", "a" * 65, "a/b", "<b>", "a\x00", "\ud800"]
)
def test_what_is_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be a user's name") as caught:
        accounts.add(name, GOOD)
    assert "\n" not in str(caught.value)
    assert not accounts.path.exists()
    assert accounts.check(name, GOOD) is None


@pytest.mark.parametrize("password", ["", "1234567", "x" * (MAX_PASSWORD_CHARACTERS + 1)])
def test_an_unfit_password_is_refused_without_repeating_it(
    accounts: Accounts, password: str
) -> None:
    with pytest.raises(SettingsError, match="A password has 8 to 256 characters") as caught:
        accounts.add("ann", password)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize(
    "password", ["x" * MAX_PASSWORD_CHARACTERS, "pässwörter", "密码密码密码密码", "8 spaces  "]
)
def test_a_password_may_be_long_and_in_any_script(accounts: Accounts, password: str) -> None:
    accounts.add("ann", password)
    assert accounts.check("ann", password)
    assert accounts.check("ann", f"{password}x") is None
    assert accounts.check("ann", password[:-1]) is None


def test_a_letter_may_be_typed_in_two_ways(accounts: Accounts) -> None:
    accounts.add("zoë", "passwo\u0308rter")
    assert accounts.check("zoe\u0308", "passw\u00f6rter")
    assert accounts.check("zoë", "passwörter\udcff") is None


def test_a_taken_name_is_refused_and_stays_as_it_was(accounts: Accounts) -> None:
    accounts.add("ann", GOOD)
    with pytest.raises(SettingsError, match="`coach user remove ann` first"):
        accounts.add("Ann", "another password")
    assert accounts.check("ann", GOOD)


def test_who_is_not_there_cannot_be_removed(accounts: Accounts) -> None:
    with pytest.raises(SettingsError, match=r"no user ann .* `coach user list`"):
        accounts.remove("ann")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann", "line 3 is not a user"),
        ("ann:", "line 3 is not a user"),
        ("ann:secret", "line 3 is not a user"),
        ("ann:$argon2id$v=19$m=8", "line 3 is not a user"),
        ("Bob:{hash}", "line 3 is not a user"),
        ("a b:{hash}", "line 3 is not a user"),
        (":{hash}", "line 3 is not a user"),
        ("bob:{hash}", "bob is there twice"),
        ("<<<<<<< HEAD", "line 3 is not a user"),
    ],
)
def test_a_malformed_file_is_named_with_its_line_and_kept(
    accounts: Accounts, line: str, said: str
) -> None:
    made = accounts.add("bob", GOOD)
    text = accounts.path.read_text() + line.format(hash=made.password_hash) + "\n"
    accounts.path.write_text(text)
    for use in (accounts.all, lambda: accounts.check("bob", GOOD), lambda: accounts.add("c", GOOD)):
        with pytest.raises(SettingsError, match=said) as caught:
            use()
        assert str(accounts.path) in str(caught.value)
        assert "secret" not in str(caught.value)
    assert accounts.path.read_text() == text


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "bytes", tmp_path):
        with pytest.raises(SettingsError, match=r"cannot be read .*COACH_AUTH"):
            Accounts(path).all()
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"cannot be written .*COACH_AUTH"):
        Accounts(tmp_path / "file" / "users", CHEAP).add("ann", GOOD)


def _add(path: Path, name: str) -> None:
    Accounts(path, CHEAP).add(name, GOOD)


def test_those_who_are_added_at_once_are_all_there(accounts: Accounts) -> None:
    context = multiprocessing.get_context("spawn")
    names = [f"user{number}" for number in range(6)]
    adding = [context.Process(target=_add, args=(accounts.path, name)) for name in names]
    for process in adding:
        process.start()
    for process in adding:
        process.join(60)
    assert [account.name for account in accounts.all()] == names


@pytest.fixture
def run(tmp_path: Path):
    def run(*arguments: str, typed: str = "", **variables: str):
        variables.setdefault("COACH_AUTH", str(tmp_path / "users"))
        return subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", "user", *arguments],
            env={**os.environ, "COACH_HOME": str(tmp_path), **variables},
            cwd=tmp_path,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_the_commands_add_list_and_remove(run, tmp_path: Path) -> None:
    assert run("list").stderr == f"There is nobody in {tmp_path / 'users'} yet.\n"
    assert run("add", "Ann", typed=f"{GOOD}\n").stdout == "ann can sign in.\n"
    assert Accounts(tmp_path / "users").check("ann", GOOD)
    assert run("list").stdout == "ann\n"
    done = run("remove", "ann")
    assert done.stdout == "ann can no longer sign in. Their conversations are kept.\n"
    assert run("list").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "auth", "said"),
    [
        (("add", "ann"), None, "A password has 8 to 256 characters"),
        (("add", "a b"), None, "cannot be a user's name"),
        (("remove", "ann"), None, "There is no user ann"),
        (("list",), "", "COACH_AUTH names no users file yet"),
        (("list",), "https://login.example.com", "is the issuer https://login.example.com"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: tuple[str, ...], auth: str | None, said: str, run
) -> None:
    done = run(*arguments, **({} if auth is None else {"COACH_AUTH": auth}))
    assert done.returncode == 2
    assert done.stderr.startswith("coach: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_on_a_terminal_the_password_is_asked_twice_and_not_shown(tmp_path: Path) -> None:
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover
        os.chdir(tmp_path)
        os.environ.update(COACH_AUTH=str(tmp_path / "users"), COACH_HOME=str(tmp_path))
        code = "from ui.cli import main; main()"
        os.execv(sys.executable, [sys.executable, "-c", code, "user", "add", "ann"])
    shown = b""
    for asked, typed in (
        (b"Password for ann: ", b"one password\n"),
        (b"The same again: ", b"other password\n"),
        (b"Password for ann: ", b"correct horse\n"),
        (b"The same again: ", b"correct horse\n"),
        (b"ann can sign in.", b""),
    ):
        end = time.monotonic() + 30
        while asked not in shown:
            assert time.monotonic() < end, shown
            shown += os.read(terminal, 1024)
        before, shown = shown.split(asked, 1)
        assert b"password" not in before.replace(b"The two entered values do not match", b"")
        assert b"horse" not in before
        os.write(terminal, typed)
    assert os.waitpid(process, 0)[1] == 0
    os.close(terminal)
    assert Accounts(tmp_path / "users").check("ann", GOOD)
