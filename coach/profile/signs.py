"""Typographic signs to plain ones, one for one, so that a place in either is one in the other."""

_PLAIN = str.maketrans(
    {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xB4: "'", 0x60: "'"}
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-")
    | dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F), " ")
)


def fold_signs(text: str) -> str:
    """Return a text of the same length with plain quotes, hyphens and spaces."""
    return text.translate(_PLAIN)
