"""Personal details that are masked, and what only looks like them."""

import time

import pytest

from coach.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("I'm ann.lee+jobs@mail.example.co.uk, hi", "I'm [e-mail], hi"),
        ("müller@straße.de?", "[e-mail]?"),
        ("my cv: https://example.org/cv?id=7#top thanks", "my cv: [link] thanks"),
        ("see www.example.org and ftp://example.org", "see [link] and [link]"),
        ("linkedin.com/in/ann-lee is me", "[link] is me"),
        ("call +49 170 1234567 now", "call [number] now"),
        ("(415) 555-2671, or 555.123.4567", "[number], or [number]"),
        ("0170/1234567", "[number]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN DE[number]"),
        ("card 4111111111111111", "card [number]"),
        ("born 1990-05-17", "born [number]"),
    ],
)
def test_personal_details_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "$188,000 to $330,000 in 2024",
        "Is $1 000 000 fair? Or 259000?",
        "from 2019-2024, or 2019 \u2013 2024",
        "Node.js or ASP.NET, at Booking.com, with and/or without scikit-learn 1.9.1",
        "by 3.5% over 10 years for 300 million jobs",
    ],
)
def test_what_is_asked_about_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "(", "@", "a@", "www.", "://", "-1"])
def test_no_question_takes_long(piece: str) -> None:
    started = time.perf_counter()
    mask(piece * 20_000)
    assert time.perf_counter() - started < 5
