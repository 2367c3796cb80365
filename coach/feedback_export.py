"""What people think of the answers, a line of JSON each: for whoever keeps the documents.

It holds people's words, with personal details masked as `coach.masking` can, and pseudonyms
instead of people. A citation's passage stands there as it was when the answer was given.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from coach.conversations import Feedback, RatedTurn
from coach.masking import mask


def export_feedback(turns: Iterable[RatedTurn], pseudonym: Callable[[str], str]) -> Iterator[str]:
    """Yield a line for each opinion, ended by a newline.

    Args:
        pseudonym: a person's name to what stands for it.
    """
    for rated in turns:
        for opinion in rated.feedback:
            yield json.dumps(_line(rated, opinion, pseudonym), ensure_ascii=False) + "\n"


def _line(
    rated: RatedTurn, opinion: Feedback, pseudonym: Callable[[str], str]
) -> dict[str, object]:
    turn, answer = rated.turn, rated.turn.answer
    return {
        "turn": turn.id,
        "asked_at": turn.time.isoformat(),
        "owner": pseudonym(rated.owner),
        "asked": mask(turn.asked),
        "question": mask(answer.question),
        "answer": mask(answer.text),
        "status": answer.status,
        "writer": answer.writer,
        "note": answer.note,
        "citations": [
            {
                "section": citation.section,
                "passage_id": citation.passage_id,
                "passage": citation.passage,
            }
            for citation in answer.citations
        ],
        "made_with": asdict(turn.made_with) if turn.made_with else None,
        "person": pseudonym(opinion.person),
        "rating": opinion.rating,
        "reason": mask(opinion.reason) if opinion.reason else None,
        "comment": mask(opinion.comment) if opinion.comment else None,
        "rated_at": opinion.time.isoformat(),
    }
