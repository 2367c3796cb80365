"""Masks personal details in what people wrote: e-mail addresses, web addresses, long numbers.

By patterns: a library that knows phone numbers needs to know the country too, and one that knows
names needs a language model. So this does not catch names of people, employers or streets,
handles (@ann), addresses in words ("ann at example dot org"), bare domains (example.org), numbers
of fewer than seven digits or with commas or words between them, and what only the context gives
away. It also masks what only looks like a number of somebody's: a date, a range of pay without a
currency ("120000-150000").
"""

import re

_MASKS = (
    (re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), "[e-mail]"),
    (re.compile(r"(?:\b[a-z][a-z+.-]{1,15}://|\bwww\.)[^\s<>\"]+", re.IGNORECASE), "[link]"),
    # Without a path, it may as well be the name of a firm or a library.
    (
        re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}/[^\s<>\"]+", re.IGNORECASE),
        "[link]",
    ),
    # Seven digits, whatever separates them; neither money nor the years from one to another.
    (
        re.compile(
            r"(?<![\d$€£])(?!(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d\b)"  # noqa: RUF001
            r"(?:\+\s?)?\(?\d(?:[\s.()/‐-–-]{0,3}\d){6,}"  # noqa: RUF001
        ),
        "[number]",
    ),
)


def mask(text: str) -> str:
    """Return the text with a word in brackets for each personal detail."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text
