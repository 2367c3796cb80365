"""The page under load: first words, answers a second, and the memory of its server.

A real browser tells when words are painted; crowds speak Gradio's protocol without one. Beside the
crowd that does not think runs the same crowd on a Gradio chat with a trivial function.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from tests.bench.processes import ROOT, ChildError, Stage, module_command, run_for_json, say
from tests.bench.questions import read_questions
from tests.bench.report import Bound, Figure, Measure

_VISITORS = 50
_QUESTIONS_EACH = 10
THINKING_SECONDS = (5.0, 15.0)
_WATCHED_QUESTIONS = 20
_REMEMBERED_ANSWERS = 2_000
_CHROMIUM = Path("/usr/bin/chromium")
_START_SECONDS = 120
# Painted is what the frame after the change shows.
_WATCH = """() => new Promise((resolve) => {
  const before = document.querySelectorAll(".turn").length;
  const started = performance.now();
  const look = () => {
    const turns = document.querySelectorAll(".turn");
    const words = turns.length > before && turns[turns.length - 1].querySelector(".text, .answer");
    if (words && words.textContent.trim()) {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    } else requestAnimationFrame(look);
  };
  const buttons = [...document.querySelectorAll("#box button")];
  buttons.find((button) => button.textContent.trim() === "Ask").click();
  look();
})"""


def measure(stage: Stage) -> Measure:
    """Serve the page and the plain chat in turn; expects the stage's home to be indexed."""
    measured = run_for_json(stage, "page", str(stage.home))
    figures = [Figure(label, value, unit) for label, value, unit in measured["figures"]]
    values = {figure.label: figure.value for figure in figures}
    bounds = (
        Bound("first words painted, one visitor, p95, ms", values["one visitor, p95"], 300),
        Bound("first words painted, 50 who think, p95, ms", values["50 who think, p95"], 300),
        Bound("plain chat's / the page's answers a second", measured["plain_to_page"], 1 / 0.6),
        Bound("page interactive, s", values["page interactive"], 2),
        Bound("memory grown over 2,000 answers, MiB", values["memory grown"], 50),
    )
    return Measure(
        name="page",
        title=f"The page ({_VISITORS} visitors, {_QUESTIONS_EACH} questions each)",
        figures=tuple(figures),
        bounds=bounds,
    )


def main(home: str) -> None:
    """Measure in this process's own children; print figures as JSON."""
    from tests.bench.visitors import Entrance, find_entrance, visit_all

    questions = read_questions()
    chosen = random.Random(1)
    crowd = [chosen.choices(questions, k=_QUESTIONS_EACH) for _ in range(_VISITORS)]

    def rate(entrance: Entrance) -> tuple[float, list[float]]:
        started = time.perf_counter()
        visits = visit_all(entrance, crowd, lambda: 0.0)
        wall_s = time.perf_counter() - started
        return _VISITORS * _QUESTIONS_EACH / wall_s, [t for v in visits for t in v.first_words_ms]

    coach = [str(Path(sys.executable).with_name("coach")), "chat", "--port"]
    with _serving(coach, {"COACH_HOME": home, "COACH_REQUESTS_PER_MINUTE": "0"}) as (url, process):
        entrance = find_entrance(url, lambda d: d["api_name"] == "answer", 'class=\\"text\\"')
        say("The page in a browser, one visitor")
        interactive_s, alone_ms = _watch(url, questions[:_WATCHED_QUESTIONS], 0)
        say(f"{_VISITORS} visitors who think")
        thinking = subprocess.Popen(
            module_command("crowd", url, str(_VISITORS)), cwd=ROOT, stdout=subprocess.DEVNULL
        )
        _, among_ms = _watch(url, questions[:_WATCHED_QUESTIONS], 2)
        thinking.terminate()
        thinking.wait()
        say(f"{_VISITORS} visitors who don't")
        page_rate, crowd_ms = rate(entrance)
        say(f"{_REMEMBERED_ANSWERS:,} answers")
        before_mib = _memory_mib(process.pid)
        for _ in range(_REMEMBERED_ANSWERS // (_VISITORS * _QUESTIONS_EACH)):
            rate(entrance)
        grown_mib = _memory_mib(process.pid) - before_mib
    with _serving(module_command("plain_chat"), {}) as (url, _):
        say(f"{_VISITORS} visitors who don't, of a plain chat")
        entrance = find_entrance(url, lambda d: d["api_name"] == "answer", "A short answer")
        plain_rate, plain_ms = rate(entrance)
    figures = [
        ("page interactive", interactive_s, "s"),
        ("one visitor, p95", _p95(alone_ms), "ms"),
        ("50 who think, p95", _p95(among_ms), "ms"),
        ("50 who don't, answers", page_rate, "per s"),
        ("50 who don't, first words, p95", _p95(crowd_ms), "ms"),
        ("plain chat, 50 who don't, answers", plain_rate, "per s"),
        ("plain chat, 50 who don't, first words, p95", _p95(plain_ms), "ms"),
        ("memory grown", grown_mib, "MiB"),
    ]
    print(json.dumps({"figures": figures, "plain_to_page": plain_rate / page_rate}))


@contextmanager
def _serving(
    command: list[str], variables: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve at a free port in a process of its own, until it answers and then to the end."""
    import httpx

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            give_up = time.monotonic() + _START_SECONDS
            while True:
                try:
                    httpx.get(f"{url}/config", timeout=10)
                    break
                except httpx.HTTPError:
                    if process.poll() is not None or time.monotonic() > give_up:
                        raise ChildError(f"{' '.join(command)} does not answer") from None
                    time.sleep(0.2)
            yield url, process
        finally:
            process.terminate()


def _watch(url: str, questions: list[str], pause_s: float) -> tuple[float, list[float]]:
    """Ask in a real browser: seconds until the page listens, and until words are painted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=arguments)
        browser.new_page().goto(url)
        page = browser.new_page()
        started = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("body[data-ready]")
        interactive_s = time.perf_counter() - started
        times_ms: list[float] = []
        for question in questions:
            time.sleep(pause_s)
            page.get_by_label("Your question").fill(question)
            times_ms.append(page.evaluate(_WATCH))
            page.get_by_role("button", name="Ask", exact=True).wait_for()
        browser.close()
    return interactive_s, times_ms


def _memory_mib(process_id: int) -> float:
    import psutil

    return float(psutil.Process(process_id).memory_info().rss / 1024**2)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[18]


if __name__ == "__main__":
    main(sys.argv[1])
