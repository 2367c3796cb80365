"""Figures and bounds to a table for people and to one line of JSON."""

import json
import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any, Self

from tests.bench.processes import ROOT

_PACKAGES = (
    "headway",
    "chromadb",
    "onnxruntime",
    "tokenizers",
    "sentence-transformers",
    "torch",
    "transformers",
    "langchain-chroma",
    "langchain-huggingface",
    "langchain-text-splitters",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Attributes:
        spread: of a median, the lowest and the highest.
        deviation: of a mean, the standard deviation.
    """

    label: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    deviation: float | None = None

    @classmethod
    def median(cls, label: str, values: list[float], unit: str) -> Self:
        """The median of several rounds, with their spread."""
        return cls(label, median(values), unit, (min(values), max(values)))

    @property
    def key(self) -> str:
        """Its name in JSON: the label and the unit in snake case."""
        return re.sub(r"[^a-z0-9]+", "_", f"{self.label} {self.unit}".lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a value may be at most, or must be at least."""

    label: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value keeps to it."""
        is_low = self.at_most is None or self.value <= self.at_most
        return is_low and (self.at_least is None or self.value >= self.at_least)

    @property
    def limit(self) -> str:
        """The bound in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Measure:
    """What one module measured; the title says how."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    measures: tuple[Measure, ...]
    settings: dict[str, Any]

    @property
    def bounds(self) -> list[Bound]:
        """The bounds of all measures."""
        return [bound for measure in self.measures for bound in measure.bounds]

    @property
    def holds(self) -> bool:
        """Whether every bound does."""
        return all(bound.holds for bound in self.bounds)


def print_report(report: Report) -> None:
    """Print the table, then the JSON in the last line."""
    for measure in report.measures:
        print(f"\n{measure.title}")
        for figure in measure.figures:
            line = f"  {figure.label:<50} {_number(figure.value):>8} {figure.unit}"
            if figure.spread:
                line += f" ({_number(figure.spread[0])} to {_number(figure.spread[1])})"
            if figure.deviation is not None:
                line += f" (sd {_number(figure.deviation)})"
            print(line.rstrip())
    print("\nBounds")
    for bound in report.bounds:
        verdict = "holds" if bound.holds else "MISSED"
        print(f"  {bound.label:<50} {_number(bound.value):>8} {bound.limit:<14} {verdict}")
    print()
    print(json.dumps(_as_json(report), ensure_ascii=False))


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "commit": _commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": report.settings,
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": [round(load, 2) for load in os.getloadavg()],
        },
        "versions": {package: _version(package) for package in _PACKAGES},
        "figures": {
            measure.name: {figure.key: _round(figure.value) for figure in measure.figures}
            for measure in report.measures
        },
        "spreads": {
            measure.name: {
                figure.key: [_round(value) for value in figure.spread]
                for figure in measure.figures
                if figure.spread
            }
            for measure in report.measures
        },
        "deviations": {
            measure.name: {
                figure.key: _round(figure.deviation)
                for figure in measure.figures
                if figure.deviation is not None
            }
            for measure in report.measures
        },
        "bounds": [
            {**asdict(bound), "value": _round(bound.value), "holds": bound.holds}
            for bound in report.bounds
        ],
        "holds": report.holds,
    }


def _commit() -> str:
    """The commit, with "-dirty" when files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return ran.stdout.strip()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _round(value: float) -> float:
    return float(f"{value:.4g}")
