"""Small numbers, in figures or in words, as people count years and people."""

_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
_WORDS += "sixteen seventeen eighteen nineteen twenty"
_VALUES: dict[str, float] = {word: float(n) for n, word in enumerate(_WORDS.split(), 1)}
_VALUES |= {"twenty-five": 25.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "a dozen": 12.0}
_VALUES |= {"a couple of": 2.0, "a": 1.0, "an": 1.0}
_LONGEST_FIRST = sorted(_VALUES, key=len, reverse=True)

NUMBER = (
    r"(?:\d{1,4}(?:[.,]\d{1,2})?(?![\d.,]*\d)|"
    + "|".join(word for word in _LONGEST_FIRST if len(word) > len("an"))
    + ")"
)
"""A pattern of them; to be matched without regard to capitals."""


def value_of(written: str) -> float:
    """Return the value of what `NUMBER` matches, or of "a"."""
    plain = " ".join(written.lower().split())
    return _VALUES[plain] if plain in _VALUES else float(plain.replace(",", "."))


def say_number(number: float, what: str, several: str = "") -> str:
    """Return a number and what it counts: "1 year", "1.5 years", "2 people"."""
    return f"{number:g} {what if number == 1 else several or what + 's'}"
