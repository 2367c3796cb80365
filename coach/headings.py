"""Tells what kind of section a heading announces, in a guide to any role.

A heading is of the kind to whose examples it is nearest, by the embedding model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from index.embedding import Embedder

HeadingKind = Literal[
    "requirement",
    "responsibility",
    "quality",
    "challenge",
    "practice",
    "path",
    "conditions",
    "market",
    "introduction",
    "appendix",
]

PLAIN = 0.45
"""The cosine from which a heading is plainly of its kind; below, it may be of none."""

# Headings as guides to any role have them.
_EXAMPLES: Mapping[HeadingKind, tuple[str, ...]] = {
    "requirement": (
        "Requirements",
        "Qualifications",
        "What we look for in a candidate",
        "Entry requirements",
    ),
    "responsibility": (
        "Responsibilities",
        "Duties of the role",
        "Tasks of the job",
        "What you will do all day",
    ),
    "quality": (
        "Soft skills",
        "Personal qualities",
        "Character and attitude",
        "Interpersonal skills",
    ),
    "challenge": (
        "Common challenges",
        "Problems",
        "Difficulties and obstacles",
        "What goes wrong",
        "Risks",
        "Mistakes",
    ),
    "practice": (
        "Best practices",
        "Tips",
        "Guidelines",
        "How it is done",
        "Methods",
        "Processes",
        "Tools",
    ),
    "path": ("Career development", "Career paths", "Training courses", "How to advance"),
    "conditions": ("Salary", "Pay and benefits", "Working hours", "Holidays", "Working conditions"),
    "market": ("Job market", "Demand and outlook", "Industry trends", "Employers", "Statistics"),
    "introduction": (
        "Overview",
        "Introduction",
        "Summary",
        "About this guide",
        "History",
        "Glossary",
    ),
    "appendix": (
        "Frequently asked questions",
        "Interview questions",
        "Case studies",
        "Next steps",
        "Contact",
        "Further reading",
        "References",
        "Appendix",
    ),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading announces, and how near it is to an example of that."""

    kind: HeadingKind
    cosine: float

    @property
    def is_plain(self) -> bool:
        """Whether it's plainly of its kind."""
        return self.cosine >= PLAIN


def classify_headings(headings: Iterable[str], embedder: Embedder) -> dict[str, Heading]:
    """Return the kind of each heading."""
    texts = list(dict.fromkeys(headings))
    kinds = [kind for kind, examples in _EXAMPLES.items() for _ in examples]
    known = embedder.embed([text for examples in _EXAMPLES.values() for text in examples])
    cosines = embedder.embed(texts) @ known.T
    return {
        text: Heading(kinds[int(row.argmax())], float(row.max()))
        for text, row in zip(texts, cosines, strict=True)
    }
