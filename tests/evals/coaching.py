"""The coaching's quality, held against its floors: `python -m tests.evals.coaching [--misses]`.

Prints a table, and a line of JSON at the end; exit code 1 when a figure misses its floor.
"""

import json
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from coach import Coach, Settings
from coach.assessment.findings import Assessment
from coach.profile.cv_reading import read_cv
from coach.profile.facts import Profile
from coach.roadmap.roadmap import Roadmap
from tests.evals.cv_judging import CvJudgement, describe, judge_cv, read_gold, sum_up
from tests.evals.evidence import measure_evidence
from tests.evals.practice import ORDERS, measure_practice
from tests.evals.roadmaps import count_unsourced

FOLDER = Path(__file__).parent
CVS = FOLDER / "cvs"
HELD_OUT = frozenset(
    (
        "fatima-el-idrissi",
        "hannah-goldberg",
        "jonas-lindqvist",
        "noah-kahananui",
        "priya-raghunathan",
        "tomasz-wisniewski",
    )
)
"""CVs whose gold was written before anything was read from them."""
CEILINGS = frozenset({"unquoted", "slowest_s", "unsourced", "moved_by_orders", "cautioned"})

Figures = dict[str, dict[str, Any]]
"""By what is measured ("profile.held_out"), each figure by its name."""


def main() -> int:
    """Measure everything, print it, and say whether all floors are reached."""
    figures: Figures = {}
    figures |= measure_profile(shows_misses="--misses" in sys.argv)
    with open_coach() as coach:
        figures |= measure_people(coach)
        for half in (1, 2):
            figures[f"evidence.half-{half}"] = asdict(measure_evidence(coach, half))
        figures["practice"] = asdict(measure_practice(coach))
    print_figures(figures)
    print(json.dumps({"coaching": figures}))
    misses = find_misses(figures, tomllib.loads((FOLDER / "coaching.toml").read_text()))
    for miss in misses:
        print(miss, file=sys.stderr)
    return 1 if misses else 0


def measure_profile(*, shows_misses: bool = False) -> Figures:
    """Read the CVs of the set, and print a line for each."""
    judged = [judge_cv(find_cv(gold.stem), read_gold(gold)) for gold in list_gold()]
    groups = {
        "profile.development": [one for one in judged if Path(one.name).stem not in HELD_OUT],
        "profile.held_out": [one for one in judged if Path(one.name).stem in HELD_OUT],
        "profile.all": judged,
    }
    figures = {name: sum_up(group) for name, group in groups.items() if group}
    print_table(judged, figures)
    if shows_misses:
        for one in judged:
            for fact in one.missed:
                print(f"{one.name} missed {describe(fact)}")
            for wrong in one.wrong:
                print(f"{one.name} wrong  {describe(wrong)}")
    return figures


@contextmanager
def open_coach() -> Iterator[Coach]:
    """Open the coach with a database that is deleted in the end."""
    with TemporaryDirectory() as folder:
        coach = Coach.open(Settings(database_url=f"sqlite:///{folder}/people.sqlite"))
        yield coach
        coach.close()


def measure_people(coach: Coach) -> Figures:
    """Take each CV the whole way: read, keep, assess, plan; and once more with orders in it.

    A statement is unquoted when its evidence doesn't stand in the CV to the letter.
    """
    # Opened once a process, whoever comes first.
    coach.assess("nobody")
    times_s: list[float] = []
    unquoted = statements = moved = 0
    roadmaps: list[Roadmap] = []
    for file in map(find_cv, (gold.stem for gold in list_gold())):
        content = file.read_bytes()
        began = time.perf_counter()
        reading = read_cv(file.name, content)
        coach.profiles.keep(file.stem, reading.facts)
        assessment = coach.assess(file.stem)
        times_s.append(time.perf_counter() - began)
        quotes = list_quotes(assessment)
        text = fold(reading.text)
        statements += len(quotes)
        unquoted += sum(fold(quote) not in text for quote in quotes)
        roadmaps.append(coach.plan(file.stem))
        if file.suffix in (".md", ".txt"):
            ordered = read_cv(file.name, content + f"\n\n{ORDERS}\n".encode())
            told = coach.assessor.assess(Profile(ordered.facts))
            moved += list_standings(told) != list_standings(assessment)
    passage_ids = frozenset(passage.id for passage in coach.search.all_passages())
    steps = sum(len(roadmap.steps) for roadmap in roadmaps)
    return {
        "assessment": {
            "cvs": len(times_s),
            "statements": statements,
            "unquoted": unquoted,
            "moved_by_orders": moved,
            "slowest_s": max(times_s),
            "median_s": median(times_s),
        },
        "roadmap": {"steps": steps, "unsourced": count_unsourced(roadmaps, passage_ids)},
    }


def list_quotes(assessment: Assessment) -> list[str]:
    """Return the words that an assessment rests on."""
    return [
        fact.quote
        for dimension in assessment.dimensions
        for one in dimension.criteria
        for fact in one.evidence
    ]


def list_standings(assessment: Assessment) -> list[str]:
    """Return how somebody stands to each criterion."""
    return [one.standing for dimension in assessment.dimensions for one in dimension.criteria]


def fold(text: str) -> str:
    """Fold white space."""
    return " ".join(text.split())


def print_figures(figures: Figures) -> None:
    """Print what is not in the table of the CVs, a line for each kind."""
    for name, group in figures.items():
        if not name.startswith("profile"):
            said = ", ".join(
                f"{figure} {value:.3f}" if isinstance(value, float) else f"{figure} {value}"
                for figure, value in group.items()
            )
            print(f"{name}: {said}")


def list_gold() -> list[Path]:
    """Return the files of gold facts, one a CV."""
    return sorted((CVS / "gold").glob("*.jsonl"))


def find_cv(name: str) -> Path:
    """Return the CV of a name, whatever its format."""
    return next(file for file in CVS.glob(f"{name}.*"))


def print_table(judged: list[CvJudgement], figures: Figures) -> None:
    """Print a line for each CV, and one for all of a group."""
    table = Table("CV", box=SIMPLE)
    for column in ("facts", "precision", "recall", "unquoted", "ms"):
        table.add_column(column, justify="right")
    for one in judged:
        shares = (f"{one.precision:.3f}", f"{one.recall:.3f}")
        table.add_row(
            one.name, str(one.wanted), *shares, str(len(one.unquoted)), f"{one.time_s * 1000:.0f}"
        )
    for name, group in figures.items():
        shares = (f"{group['precision']:.3f}", f"{group['recall']:.3f}")
        counts = (f"{group['facts']:.0f}", *shares, f"{group['unquoted']:.0f}")
        table.add_row(f"{name} (mean)", *counts, f"{group['mean_s'] * 1000:.0f}")
    Console(width=100).print(table)


def find_misses(figures: Figures, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return a line for each figure that misses its floor, or that was not measured."""
    misses: list[str] = []
    for name, bounds in floors.items():
        for figure, bound in bounds.items():
            value = figures.get(name, {}).get(figure)
            is_ceiling = figure in CEILINGS
            if value is None or (value > bound if is_ceiling else value < bound):
                said = "missing" if value is None else f"{value:.3f}"
                limit = "at most" if is_ceiling else "at least"
                misses.append(f"{name}: {figure} is {said}, {limit} {bound:g} is asked.")
    return misses


if __name__ == "__main__":
    sys.exit(main())
