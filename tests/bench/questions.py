"""The questions that are asked: of the evaluation's first half those that have an answer."""

import json

from tests.bench.processes import ROOT

FILE = ROOT / "tests" / "evals" / "questions.jsonl"


def read_questions() -> list[str]:
    """Return them in the file's order; of a conversation the first, which stands alone."""
    lines = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    asked = [q["turns"][0] for q in lines if q["half"] == 1 and q["expect"] == "answered"]
    return list(dict.fromkeys(asked))
