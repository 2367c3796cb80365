"""Entries for tests of what is done with them."""

from dataclasses import replace
from datetime import date

from coach.faq.entries import Entry, Source, hash_content, name_question

DAY = date(2026, 11, 26)


def source(section: str = "Salary Ranges", as_of: str | None = "US market, 2024") -> Source:
    return Source(
        section=section,
        source="The guide",
        path="06-salary-ranges.md",
        as_of=as_of,
        quote="$259,000",
        passage_id="ab" * 16,
        content=hash_content(section, "It is $259,000.", as_of),
    )


def entry(question: str, answer: str = "It is **$259,000**. [1]", **fields: object) -> Entry:
    made = Entry(
        id=name_question(question),
        question=question,
        answer=answer,
        status="answered",
        section="Salary Ranges",
        sources=(source(),),
        writer="extractive",
        date=DAY,
    )
    return replace(made, **fields)  # type: ignore[arg-type]
