"""What is installed, where the state is and whether it works: what `coach doctor` prints."""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from coach.coach import Coach
from coach.errors import CoachError
from coach.settings import Settings

_PACKAGES = (
    "headway",
    "chromadb",
    "gradio",
    "langchain",
    "onnxruntime",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the diagnosis; a check that is not ok says how to mend it."""

    name: str
    ok: bool
    detail: str


def diagnose(settings: Settings, open_coach: Callable[[Settings], Coach]) -> list[Check]:
    """Look at the installation, the home folder, the embedding model and the index.

    Opening the coach makes ready what is not there yet, as every command does.
    """
    checks = [_installation(), _home(settings)]
    try:
        coach = open_coach(settings)
        answer = coach.ask(coach.scope.examples[0]) if coach.scope.examples else None
    except CoachError as error:
        return [*checks, Check("Answers", ok=False, detail=str(error))]
    embedder, report = coach.embedder, coach.report
    model = f"{embedder.name}, {embedder.dimension} dimensions, served by {embedder.backend}"
    where = settings.chroma_url or f"{settings.home / 'index'}"
    corpus = f"{report.documents} documents, {report.passages} passages from {settings.corpus}"
    checks += [
        Check("Embedding model", ok=not embedder.note, detail=f"{model} {embedder.note}".strip()),
        Check("Index", ok=True, detail=f"{corpus}, kept in {where}"),
        *(
            Check("Skipped file", ok=False, detail=f"{skipped.path}: {skipped.reason}")
            for skipped in report.skipped
        ),
    ]
    if answer is not None:
        detail = f"{answer.question} {answer.status}, {len(answer.citations)} cited passages"
        checks.append(Check("Answers", ok=answer.status == "answered", detail=detail))
    return checks


def _installation() -> Check:
    found: list[str] = []
    missing: list[str] = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    listed = ", ".join([f"Python {platform.python_version()}", *found])
    if missing:
        return Check("Installed", False, f"{', '.join(missing)} missing: run `make install`")
    return Check("Installed", True, listed)


def _home(settings: Settings) -> Check:
    nearest = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    if os.access(nearest, os.W_OK) and nearest.is_dir():
        return Check("Home folder", True, str(settings.home))
    return Check(
        "Home folder",
        False,
        f"{settings.home} cannot be written: mend its rights, or set COACH_HOME to another folder",
    )
