import pytest

from coach.naming import find_mention, find_mentions, names_in_full


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What does a Head of Machine Learning earn?", "Head of Machine Learning"),
        ("what do heads of ML make", "Head of Machine Learning"),
        ("salary of a vp of data science", "Chief Data Officer or VP of Data Science"),
        ("what is a CDO paid?", "Chief Data Officer or VP of Data Science"),
    ],
)
def test_a_name_is_known_however_it_is_written(text: str, name: str) -> None:
    assert names_in_full(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What does a Head of Data Science earn?", "Head of Machine Learning"),
        ("how long does it take?", "Industry Trends"),
        ("a data engineer", "Machine Learning Engineer"),
        ("a Head of ML and a Director of Data Science", "Head of Data Science"),
    ],
)
def test_half_a_name_is_none(text: str, name: str) -> None:
    assert not names_in_full(text, name)


def test_the_shortest_stretch_that_names_it_is_found() -> None:
    text = "Does a Head of ML earn more than a Head of Data Science?"
    mention = find_mention(text, "Head of Data Science")
    assert mention is not None
    assert text[mention.start : mention.end] == "Head of Data Science"


def test_a_name_inside_a_longer_one_is_not_mentioned_twice() -> None:
    names = ["Data Science", "Director of Data Science"]
    found = find_mentions("and a Director of Data Science?", names)
    assert [mention.name for mention in found] == ["Director of Data Science"]
