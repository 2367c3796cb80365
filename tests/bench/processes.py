"""Runs a child process and tells its times, its own peak memory and what it printed."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
# Without PYTHONDONTWRITEBYTECODE, say, modules are compiled once, as for anyone.
_LEFT_OUT = ("COACH_", "PYTHON", "XDG_")


class ChildError(Exception):
    """A child that failed, so that there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The temporary folder that all of a run happens in.

    Attributes:
        home: COACH_HOME; compilation and indexing fill it, what comes after uses it.
        environment: the children's, with no setting, cache or network of the person's.
    """

    folder: Path
    home: Path = field(init=False)
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        user = self.folder / "user"
        user.mkdir()
        object.__setattr__(self, "home", self.folder / "home")
        kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(_LEFT_OUT)}
        ours = {
            "COACH_HOME": str(self.home),
            "HOME": str(user),
            "HF_HOME": str(user / "huggingface"),
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "ANONYMIZED_TELEMETRY": "False",
            "ORT_DISABLE_TELEMETRY": "1",
            "PYTHONPATH": str(ROOT),
        }
        object.__setattr__(self, "environment", kept | ours)


@dataclass(frozen=True, slots=True)
class Finished:
    """A child that ended well."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def run(stage: Stage, command: list[str]) -> Finished:
    """Run a command to its end, away from any `.env`.

    Raises:
        ChildError: it failed, or printed nothing.
    """
    # Two may run at once.
    with TemporaryFile(dir=stage.folder) as out, TemporaryFile(dir=stage.folder) as err:
        started = time.perf_counter()
        child = subprocess.Popen(
            command,
            cwd=stage.folder,
            env=stage.environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        output = out.read().decode(errors="replace")
        errors = err.read().decode(errors="replace")
    if child.returncode != 0 or not output.strip():
        raise ChildError(f"{' '.join(command)} ended with {child.returncode}:\n{errors[-2000:]}")
    # In KiB, on macOS in bytes.
    peak_mib = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Finished(wall_s, usage.ru_utime + usage.ru_stime, peak_mib, output)


class Server:
    """A child that serves until it's left, and prints its address when it's ready."""

    def __init__(self, stage: Stage, command: list[str], **settings: str) -> None:
        self._command = command
        self._stage = stage
        self._settings = settings
        self.address = ""

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            self._command,
            cwd=self._stage.folder,
            env=self._stage.environment | self._settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._child.stdout
        found = re.search(r"http://[^/\s]+", self._child.stdout.readline())
        if not found:
            self._child.kill()
            raise ChildError(f"{' '.join(self._command)} said no address")
        self.address = f"{found[0]}/"
        return self

    def __exit__(self, *_: object) -> None:
        self._child.terminate()
        self._child.wait()

    def memory_mib(self) -> float:
        """What it holds in memory now."""
        import psutil

        return float(psutil.Process(self._child.pid).memory_info().rss) / 1024**2


def coach_command() -> list[str]:
    """The command that runs the product.

    Raises:
        ChildError: it isn't installed.
    """
    command = Path(sys.executable).with_name("coach")
    if not command.exists():
        raise ChildError(f"{command} is missing: run `make install`")
    return [str(command)]


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package."""
    return [sys.executable, "-m", f"tests.bench.{module}", *arguments]


def run_for_json(stage: Stage, module: str, *arguments: str) -> Any:
    """Run a module of this package and return what it printed last, parsed."""
    return json.loads(run(stage, module_command(module, *arguments)).output.splitlines()[-1])


def say(text: str) -> None:
    """Tell on standard error what is being measured."""
    print(f"{text} ...", file=sys.stderr, flush=True)
