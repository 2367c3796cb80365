"""A crowd on the page that thinks between its questions, until it's told to go home."""

import random
import sys

from tests.bench.page import THINKING_SECONDS
from tests.bench.questions import read_questions
from tests.bench.visitors import find_entrance, visit_all

_MANY = 1_000


def main(url: str, visitors: int) -> None:
    """Ask for ever; SIGTERM ends it."""
    chosen = random.Random(2)
    questions = read_questions()
    entrance = find_entrance(url, lambda d: d["api_name"] == "answer", 'class=\\"text\\"')
    asked = [chosen.choices(questions, k=_MANY) for _ in range(visitors)]
    visit_all(entrance, asked, lambda: chosen.uniform(*THINKING_SECONDS))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
