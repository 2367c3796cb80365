import pytest

from coach.parts import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What soft skills do I need?", ["What soft skills do I need?"]),
        (
            "Which degree is required, and what are the tracks?",
            ["Which degree is required", "what are the tracks?"],
        ),
        (
            "What does the role pay? How do I get there?",
            ["What does the role pay?", "How do I get there?"],
        ),
        ("I lead a team of four. What should I learn next?", ["What should I learn next?"]),
        (
            "Tell me the requirements, the path and the pay",
            ["Tell me the requirements", "the path", "the pay"],
        ),
        (
            "Who earns more, a Head of ML or a Director?",
            ["Who earns more, a Head of ML or a Director?"],
        ),
    ],
)
def test_a_question_is_taken_apart_where_it_asks_for_several_things(
    question: str, parts: list[str]
) -> None:
    found = split_question(question)
    if len(parts) == 1:
        assert found == [question]
    else:
        assert found == parts


def test_what_asks_for_too_much_is_left_whole() -> None:
    question = "What is a? What is b? What is c? What is d? What is e?"
    assert split_question(question) == [question]
