"""The page under visitors: in a browser, fifty who think, and fifty who don't.

Those who don't think stand beside the same visitors at a Gradio chat that does nothing, in turn.
The server's memory is looked at before and after two thousand answers, once it's warm.
"""

from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import Any

from tests.bench.processes import Server, Stage, coach_command, module_command, run_for_json, say
from tests.bench.report import Bound, Figure, Measure

VISITORS = 50
QUESTIONS = 10
MEMORY_ANSWERS = 2_000
THINK_S = ("5", "15")
_ALONE = ("10", "30", "0.3")
_AMONG_OTHERS = ("0", "40", "1.5")
_THINKERS_QUESTIONS = "7"


def measure(stage: Stage, rounds: int) -> Measure:
    """Serve and visit; expects the stage's home to be indexed."""
    with (
        Server(
            stage, [*coach_command(), "chat", "--port", "0"], COACH_REQUESTS_PER_MINUTE="0"
        ) as page,
        Server(stage, module_command("trivial_chat")) as trivial,
    ):
        say("The page, one visitor in a browser")
        alone = run_for_json(stage, "browsing", page.address, *_ALONE)
        say(f"The page, {VISITORS} visitors who think")
        with ThreadPoolExecutor(1) as pool:
            thinkers = pool.submit(
                _visit, stage, "page", page, VISITORS - 1, _THINKERS_QUESTIONS, *THINK_S
            )
            among = run_for_json(stage, "browsing", page.address, *_AMONG_OTHERS)
            thinking = thinkers.result()
        ours: list[Any] = []
        theirs: list[Any] = []
        for number in range(1, rounds + 1):
            say(f"The page, {VISITORS} visitors who don't think, round {number} of {rounds}")
            sides = [("page", page, ours), ("trivial", trivial, theirs)]
            for kind, server, results in sides if number % 2 else reversed(sides):
                results.append(_visit(stage, kind, server, VISITORS, str(QUESTIONS), "0", "0"))
        say(f"The page's memory, {MEMORY_ANSWERS:,} answers")
        before_mib = page.memory_mib()
        per_visitor = str(MEMORY_ANSWERS // VISITORS)
        many = _visit(stage, "page", page, VISITORS, per_visitor, "0", "0")
        grown_mib = page.memory_mib() - before_mib
    asked = [thinking, *ours, many]
    figures = (
        Figure("page can be used, slowest of ten windows", max(alone["ready_ms"]) / 1000, "s"),
        Figure("click to first words painted, alone, p50", _p50(alone["painted_ms"]), "ms"),
        Figure("the same, p95", _p95(alone["painted_ms"]), "ms"),
        Figure("the same among fifty who think, p95", _p95(among["painted_ms"]), "ms"),
        Figure("first words received by those who think, p95", _p95(thinking["first_ms"]), "ms"),
        Figure.median("answers to fifty who don't think", [r["per_s"] for r in ours], "per s"),
        Figure.median("first words, p95", [_p95(r["first_ms"]) for r in ours], "ms"),
        Figure.median("a chat that does nothing", [r["per_s"] for r in theirs], "per s"),
        Figure.median("its first words, p95", [_p95(r["first_ms"]) for r in theirs], "ms"),
        Figure("server's memory before the last answers", before_mib, "MiB"),
    )
    share = median(a["per_s"] / b["per_s"] for a, b in zip(ours, theirs, strict=True))
    return Measure(
        name="page",
        title=f"The page ({rounds} rounds in turn, {VISITORS} visitors)",
        figures=figures,
        bounds=(
            Bound("page can be used, s", figures[0].value, at_most=2),
            Bound("first words painted, alone, p95, ms", figures[2].value, at_most=300),
            Bound("first words painted, among fifty, p95, ms", figures[3].value, at_most=300),
            Bound("answers, as a share of the chat that does nothing", share, at_least=0.6),
            Bound("answers that failed or were another's", sum(r["wrong"] for r in asked), 0),
            Bound("questions in another's chat", sum(r["misplaced"] for r in asked), 0),
            Bound(f"memory grown over {MEMORY_ANSWERS:,} answers, MiB", grown_mib, at_most=50),
        ),
    )


def _visit(stage: Stage, kind: str, server: Server, count: int, *arguments: str) -> Any:
    return run_for_json(stage, "visitors", kind, server.address, str(count), *arguments)


def _p50(values: list[float]) -> float:
    return median(values)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[18]
