"""What the tests of roadmaps share: people, another trade's corpus, and a plan of a few steps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from coach import Citation, Coach, Settings
from coach.profile.facts import Fact, FactKind, Profile
from coach.roadmap.placement import TrackChoice
from coach.roadmap.planning import Wishes, plan
from coach.roadmap.roadmap import Gap, Pace, Roadmap, RoadmapStep
from coach.roadmap.schedule import reschedule

TODAY = date(2026, 11, 26)

WARD = {
    "requirements.md": """# Requirements

What a head nurse must bring.

## Clinical Practice

- Have five years of experience on a ward.
- Know the rules of hygiene and medication safety.

## Education

- Hold a bachelor's degree in nursing.

## Leadership

- Lead a team of nurses and assistants on every shift.
- Resolve conflicts between staff and families.

## Budget

- Plan the ward's budget and justify its costs.
""",
    "careers.md": """# Careers

## Career Paths

### Ward Track

1. Staff Nurse: where the track starts.
2. Senior Nurse.
3. Head Nurse: the goal, where you run a ward.

### Teaching Track

1. Clinical Instructor.
2. Nurse Educator.
3. Director of Nursing Education.

## Getting Ahead

- Ask to be the nurse in charge of a shift, and learn to lead a team there.
- Take a course on hospital budgets and costs.

## Washing Hands

1. Wet your hands.
2. Take soap and rub for twenty seconds.
3. Rinse and dry them.
""",
}


def fact(kind: FactKind, quote: str, subject: str = "", **more: object) -> Fact:
    return Fact(kind, quote, quote, "cv.md", subject=subject, **more)  # type: ignore[arg-type]


SENIOR = Profile(
    (
        fact("role", "Senior Data Scientist at Acme", "Senior Data Scientist", until="now"),
        fact("skill", "I program in Python every day", "Python"),
        fact("leadership", "I lead two juniors", number=2),
        fact("goal", "I want to be Head of ML by 2032", "Head of ML", until="2032"),
        fact("pace", "I have five hours a week", number=5),
    )
)
ENGINEER = Profile((fact("role", "I'm an ML engineer", "ML engineer", until="now"),))
UNKNOWN = Profile()
NURSE = Profile((fact("role", "Staff nurse since 2019", "Staff nurse", since="2019"),))


def make_plan(
    coach: Coach, profile: Profile, wishes: Wishes | None = None, today: date = TODAY
) -> Roadmap:
    assessment = coach.assessor.assess(profile)
    return plan(assessment, profile, coach.search, wishes or Wishes(), today)


def open_corpus(home: Path, folder: Path, files: dict[str, str], collection: str) -> Coach:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Coach.open(
        Settings(
            home=home,
            corpus=folder,
            collection=collection,
            database_url=f"sqlite:///{folder.parent / collection}.sqlite",
        )
    )


def citation(quote: str) -> Citation:
    return Citation(1, "Guide > Doing", "The guide", "guide.md", None, quote, quote, "p1", 1.0)


def small_roadmap(texts: Iterable[str] = ("Lead a team.", "Write code.", "Plan.")) -> Roadmap:
    """Return a roadmap whose every step takes a week."""
    steps = tuple(
        RoadmapStep(
            id=f"{number:08x}",
            kind="gap",
            text=text,
            proof="A page",
            source=citation(text),
            day=TODAY,
            hours=5,
            stage="First",
            gap=Gap(f"{number:012x}", text, "Doing", "Needed", "partly", "I did *some*", "cv.md"),
            advice=(citation("Take <part>."),),
        )
        for number, text in enumerate(texts, start=1)
    )
    choice = TrackChoice(None, "There is none.")
    whole = Roadmap("ab" * 8, TODAY, TODAY, Pace(5, "five hours"), choice, steps)
    return reschedule(whole, TODAY)


def with_later(roadmap: Roadmap, text: str = "Rest.") -> Roadmap:
    """Add a step that can wait."""
    step = replace(
        roadmap.steps[-1],
        id="0000beef",
        text=text,
        source=citation(text),
        stage="Later",
        is_later=True,
    )
    return reschedule(replace(roadmap, steps=(*roadmap.steps, step)), TODAY)
