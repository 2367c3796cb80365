"""What would show that something is done: an artefact, from a sentence's verb and its nouns.

The kinds and words below are those of working life in general; what the artefact is about are the
sentence's own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coach.vocabulary import stem
from index.words import words_of

# The first word says what is to be done, the others what it's done to.
_VERB_WEIGHT = 2.5
# Common verbs of advice that ask for no artefact of their own, and are no nouns as often.
_PLAIN_VERBS = """accept achieve act adapt add adjust adopt aim allow answer apply arrange ask
    assist attend avoid be become begin bring broaden build care carry celebrate change choose
    collect combine commit complete concentrate connect consider continue contribute create cut
    deepen define demonstrate design develop discover discuss do drive earn engage enhance enjoy
    enter expand expose extend find foster gain gather get give go grow handle have help hold
    identify improve increase invest invite join keep let lift look make match meet move network
    obtain offer own participate practice practise prefer prove provide pursue put raise reach
    recognise recognize reduce remain remember report rotate run save see seek select serve
    share shine show sign solve spend spot stand start stay strengthen strive succeed support
    switch tackle take think try turn uphold use visit volunteer work""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Artefact:
    """A thing that can be shown, with the verbs and nouns of what it shows.

    Attributes:
        is_whole: it says all by itself, whatever the sentence says.
    """

    name: str
    verbs: str
    nouns: str
    is_whole: bool = False


_CASE = "A one-page write-up of one case: what it was, what you did, what came of it"
# The first of two that fit equally well is taken.
_ARTEFACTS = (
    _Artefact(
        "The certificate, or the record of enrolment until you have it",
        "graduate enrol enroll certify qualify register",
        """degree diploma master phd ph.d doctorate bachelor certificate certification licence
        license qualification accreditation""",
        is_whole=True,
    ),
    _Artefact(
        "A recorded talk or a set of slides, with what somebody outside your field took from it",
        """explain present tell communicate speak convey persuade negotiate convince pitch listen
        clarify describe""",
        "audience communication presentation talk speech stakeholder story message",
    ),
    _Artefact(
        "A decision memo with the figures: what was to be decided, what it cost, what came of it",
        "budget justify price fund finance buy sell",
        """budget cost investment revenue price profit margin spending finance funding value
        expense money""",
    ),
    _Artefact(
        "An appraisal, or the words of people whom you led",
        """lead inspire motivate manage mentor coach encourage supervise resolve delegate hire
        recruit train teach guide empower""",
        "team staff leadership leader culture conflict mentoring mentor turnover",
    ),
    _Artefact(
        "A policy, a checklist or an audit that you wrote or carried out",
        "ensure comply audit protect mitigate govern secure prevent inspect enforce",
        """ethics ethical regulation regulatory compliance privacy security bias biases standard
        governance safety risk law hygiene policy""",
    ),
    _Artefact(
        "A report of the figures over time, with what you changed because of them",
        "monitor measure track evaluate assess watch review check",
        "kpi indicator quality performance metric outcome",
    ),
    _Artefact(
        "A repository or a working example that others can open and run",
        """program deploy code implement automate integrate optimize
        optimise prototype engineer modernize modernise cook bake produce""",
        "code software library framework system tool prototype architecture programming",
    ),
    _Artefact(
        "A strategy paper or a decision memo, with the date and who agreed to it",
        "plan steer align prioritize prioritise set decide organize organise schedule balance",
        "strategy strategic plan planning objective goal vision priority decision direction",
    ),
    _Artefact(
        "The words of a colleague from another department on what you did together",
        "collaborate cooperate coordinate partner",
        "together department cross-functional collaboration partners colleagues",
    ),
    _Artefact(
        "A one-page proposal or a first version that somebody has tried",
        "innovate imagine experiment invent explore push",
        "innovation idea experiment opportunity creativity",
    ),
    _Artefact(
        "A line of your CV that a reference confirms",
        "advance serve",
        "experience career internship",
    ),
    _Artefact(
        "A one-page write-up with a case of your own",
        "understand know learn master study follow read research",
        "knowledge understanding trend foundation expertise learning technique skill theory",
    ),
)
# Nobody can watch how these are done.
_STATES = frozenset({"Have", "Hold", "Know", "Understand", "Stand", "Possess", "Own"})
_POST = "The contract, the announcement or an appraisal that names the post"


def propose_proof(text: str) -> str:
    """Return what would show that what `text` asks for is done, as a line without a full stop."""
    body = _body(text)
    artefact = max(_ARTEFACTS, key=lambda artefact: _fit(artefact, body))
    if _fit(artefact, body) == 0:
        return f"{_CASE} (“{body.rstrip('.')}”)"
    if artefact.is_whole:
        return artefact.name
    return f"{artefact.name}: it shows {_clause(body)}"


def propose_proof_of_post() -> str:
    """Return what would show that a person holds a post."""
    return _POST


def takes_years(text: str) -> bool:
    """Tell whether a text asks for something that one enrols for, such as a degree."""
    body = _body(text)
    return bool(_fit(_ARTEFACTS[0], body)) and propose_proof(text) == _ARTEFACTS[0].name


def is_advice(text: str) -> bool:
    """Tell whether a text tells somebody to do something: it begins with a verb to that end."""
    first = next(iter(words_of(_body(text))), "")
    return first in _VERBS


def _verbs() -> Iterator[str]:
    yield from _PLAIN_VERBS
    for artefact in _ARTEFACTS:
        yield from artefact.verbs.split()


_VERBS = frozenset(_verbs())


def _body(text: str) -> str:
    """Return what stands behind a lead-in of a few words ("Networking: Go to ...")."""
    head, colon, rest = text.partition(": ")
    return rest if colon and len(head.split()) <= 6 and rest.strip() else text


def _fit(artefact: _Artefact, text: str) -> float:
    words = words_of(text)
    if not words:
        return 0.0
    nouns = {stem(noun) for noun in artefact.nouns.split()}
    found = sum(stem(word) in nouns for word in dict.fromkeys(words))
    return found + (_VERB_WEIGHT if words[0] in artefact.verbs.split() else 0.0)


def _clause(body: str) -> str:
    """Return the sentence as a part of another one."""
    body = body.rstrip(".")
    verb, _, rest = body.partition(" ")
    if not is_advice(body) or not rest:
        return f"“{body}”"
    if verb in ("Show", "Demonstrate", "Prove"):
        return rest
    if verb == "Be":
        return f"that you are {rest}"
    joint = "that" if verb in _STATES else "how"
    return f"{joint} you {verb.lower()} {rest}"
