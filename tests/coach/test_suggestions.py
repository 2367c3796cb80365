from coach import Coach
from coach.suggestions import choose_examples, suggest_questions


def test_examples_show_a_table_a_path_and_sections(coach: Coach) -> None:
    passages = list(coach.search.all_passages())
    questions = suggest_questions(choose_examples(passages), 4)
    assert questions == (
        "What does a Head of Machine Learning earn?",
        "What are the steps of the AI Research Track?",
        "What are the core responsibilities?",
        "What are the requirements?",
    )


def test_a_heading_without_a_subject_makes_no_question(coach: Coach) -> None:
    overview = [p for p in coach.search.all_passages() if p.heading_path == ("Overview",)]
    assert overview
    assert suggest_questions(overview, 3) == ()


def test_initialisms_keep_their_capitals(coach: Coach) -> None:
    scaling = [p for p in coach.search.all_passages() if p.heading == "Scaling AI Models"]
    assert suggest_questions(scaling, 1) == ("What does scaling AI models involve?",)
