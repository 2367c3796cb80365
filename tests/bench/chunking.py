"""Passages beside LangChain's splitter, on Chroma's public chunking evaluation.

Each side cuts the same texts, embeds its passages with the same model, and finds five for each
question. The product does it as it always does: files to passages, Chroma and BM25 fused. The
splitter's passages are found by the cosine alone; the product's are too, once more, which tells
what is owed to the passages and what to the search. Sizes are in the model's own word pieces, of
which it reads 256.

Half of the excerpts' words stand in their questions, more than people's own do, so this says
little of how the coach answers. It says whether passages are cut where they should be.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from tests.bench.checkout import Checkout, read_checkout
from tests.bench.processes import Stage, run_for_json, say
from tests.bench.report import Bound, Figure, Measure, Report
from tests.bench.spans import Found, SearchableText, score, score_best

if TYPE_CHECKING:
    from index.embedding import Embedder

TOP = 5
BOUND = (
    "a pass of this product's passages must beat RecursiveCharacterTextSplitter's best IoU "
    "at no lower recall"
)
SPLITTER_SIZES = ((200, 0), (250, 125), (400, 0))
"""Most word pieces of a passage, and how many it may share with the one before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system's figures: means over the questions and their standard deviations, in percent."""

    name: str
    title: str
    recall: tuple[float, float]
    precision: tuple[float, float]
    iou: tuple[float, float]
    precision_omega: tuple[float, float]
    passages: int
    mean_tokens: float


def measure(stage: Stage, checkout: Checkout) -> Report:
    """Run each side in a process of its own; the last measure carries the bounds."""
    count = len(checkout.questions)
    root = str(checkout.root.resolve())
    rows: list[Row] = []
    for size, overlap in SPLITTER_SIZES:
        say(f"{count} questions, LangChain's splitter at {size}/{overlap}")
        rows += _run(stage, "splitter", root, str(size), str(overlap))
    splitters = tuple(rows)
    say(f"{count} questions, this product (some minutes)")
    product, dense = _run(stage, "product", root)
    best = max(splitters, key=lambda row: row.iou[0])
    bounds = (
        Bound("the splitter's best IoU / this product's", best.iou[0] / product.iou[0], 1),
        Bound("the recall there / this product's", best.recall[0] / product.recall[0], 1),
    )
    measures = (*(_measure(row) for row in (*splitters, dense)), _measure(product, bounds))
    settings = {
        "evaluation": "brandonstarxel/chunking_evaluation",
        "data_sha256": checkout.sha256,
        "questions": count,
        "passages_found": TOP,
        "bound": BOUND,
    }
    return Report(measures, settings)


def _run(stage: Stage, *arguments: str) -> list[Row]:
    return [Row(**fields) for fields in run_for_json(stage, "chunking", *arguments)]


def _measure(row: Row, bounds: tuple[Bound, ...] = ()) -> Measure:
    shares = (
        ("recall", row.recall),
        ("precision", row.precision),
        ("IoU", row.iou),
        ("precision omega", row.precision_omega),
    )
    return Measure(
        name=row.name,
        title=row.title,
        figures=(
            *(Figure(label, mean, "%", deviation=sd) for label, (mean, sd) in shares),
            Figure("passages", row.passages, ""),
            Figure("word pieces in one, mean", row.mean_tokens, ""),
        ),
        bounds=bounds,
    )


def main(side: str, root: str, *sizes: str) -> None:
    """Measure one side, in a process of its own."""
    checkout = read_checkout(Path(root))
    rows = _split(checkout, *map(int, sizes)) if side == "splitter" else _search(checkout)
    print(json.dumps([asdict(row) for row in rows]))


def _split(checkout: Checkout, size: int, overlap: int) -> list[Row]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embedder = _open_embedder()
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=overlap, length_function=embedder.count_tokens
    )
    cut = [
        (name, piece)
        for name, text in checkout.texts.items()
        for piece in splitter.split_text(text)
    ]
    pieces = [piece for _, piece in cut]
    places = _Places(checkout, cut)
    found = _nearest(checkout, embedder, pieces)
    name, title = (
        f"splitter_{size}_{overlap}",
        f"RecursiveCharacterTextSplitter at {size}/{overlap}",
    )
    return [places.row(name, f"{title}, cosine", found, embedder)]


def _search(checkout: Checkout) -> list[Row]:
    """Index the texts and search them, as the product does."""
    from coach.settings import Settings
    from index.chroma import Location
    from index.indexing import open_index

    embedder = _open_embedder()
    read = Settings.read()
    location = Location(read.home / "chunking", None, read.collection)
    search = open_index(checkout.folder, location, embedder).search
    passages = sorted(search.all_passages(), key=lambda passage: passage.position)
    number = {passage.id: at for at, passage in enumerate(passages)}
    fused = [
        [number[ranked.passage.id] for ranked in search.search(asked.question, TOP)]
        for asked in checkout.questions
    ]
    search.close()
    places = _Places(checkout, [(Path(p.path).stem, p.text) for p in passages])
    dense = _nearest(checkout, embedder, [passage.searchable_text for passage in passages])
    return [
        places.row("product", "This product", fused, embedder),
        places.row("product_dense", "This product's passages, cosine", dense, embedder),
    ]


def _nearest(checkout: Checkout, embedder: "Embedder", texts: list[str]) -> list[list[int]]:
    """For each question the places of the texts nearest by the cosine, exactly."""
    questions = embedder.embed([asked.question for asked in checkout.questions])
    cosines = questions @ embedder.embed(texts).T
    # Equal ones, texts that stand twice, in reading order.
    ranked: list[list[int]] = (-cosines).argsort(axis=1, kind="stable")[:, :TOP].tolist()
    return ranked


def _open_embedder() -> "Embedder":
    from coach.settings import Settings
    from index.embedding import open_embedder

    read = Settings.read()
    return open_embedder(read.embedding_model, read.home / "models")


class _Places:
    """Where the passages of one side stand in the texts."""

    def __init__(self, checkout: Checkout, passages: Sequence[tuple[str, str]]) -> None:
        """Find them; each is given as the text's name and the passage."""
        self._checkout = checkout
        self._passages = passages
        texts = {name: SearchableText(text) for name, text in checkout.texts.items()}
        self._found: list[Found] = []
        for name, passage in passages:
            span = texts[name].find(passage)
            if span is None:
                raise ValueError(f"a passage does not stand in {name}: {passage[:80]!r}")
            self._found.append(Found(name, span))

    def row(
        self, name: str, title: str, ranked: Iterable[Sequence[int]], embedder: "Embedder"
    ) -> Row:
        """Score what was found for each question, given as the passages' places in the list."""
        questions = self._checkout.questions
        scores = [
            score(asked.text, asked.excerpts, [self._found[at] for at in found])
            for asked, found in zip(questions, ranked, strict=True)
        ]
        of_text = {
            text: [place.span for place in self._found if place.text == text]
            for text in self._checkout.texts
        }
        return Row(
            name=name,
            title=f"{title}, top {TOP}",
            recall=_percent([each.recall for each in scores]),
            precision=_percent([each.precision for each in scores]),
            iou=_percent([each.iou for each in scores]),
            precision_omega=_percent(
                [score_best(asked.excerpts, of_text[asked.text]) for asked in questions]
            ),
            passages=len(self._passages),
            mean_tokens=fmean(embedder.count_tokens(passage) for _, passage in self._passages),
        )


def _percent(shares: list[float]) -> tuple[float, float]:
    """The mean and, as the evaluation has it, the standard deviation of a whole population."""
    return 100 * fmean(shares), 100 * pstdev(shares)


if __name__ == "__main__":
    main(*sys.argv[1:])
