"""Draws an answer's pictures as HTML and inline SVG: no script, no style, nothing from elsewhere.

Words and numbers are text of the page, which wraps by itself at any width; only the marks are SVG.
They lie at percentages of their line, so a picture is as wide as there is room.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import count

from coach.answer import Amount, Ladder, Picture, RangeBar, RangeChart

# Room behind the largest figure, for the sign that it can be more.
_HEADROOM = 1.06
# What the narrowest page leaves to a scale, and a digit on it, in pixels.
_NARROWEST_PX = 290
_DIGIT_PX = 7.5
_GAP_PX = 14
_SIGNS = {sign: (sign, "") for sign in "$€£¥₹"} | {"chf": ("CHF ", ""), "%": ("", "%")}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# More steps than these have no room beside each other.
_MOST_STAIRS = 5


def render_picture(picture: Picture, key: str, marker: str) -> str:
    """Render a picture with its caption.

    Args:
        key: begins the ids; no other picture on the page may have it.
        marker: the HTML that opens the picture's source.
    """
    if isinstance(picture, RangeChart):
        body = _render_chart(picture, key)
        scope = f" <span>{_text(picture.as_of)}</span>" if picture.as_of else ""
    else:
        body, scope = _render_ladder(picture, key), ""
    return (
        f'<figure class="picture {picture.kind}" aria-labelledby="{key}-caption">'
        f'<figcaption id="{key}-caption"><b>{_text(picture.title)}</b>{scope} {marker}'
        f"</figcaption>{body}</figure>"
    )


def describe_picture(picture: Picture) -> str:
    """Say what a picture shows, a line for each bar or step, as plain text."""
    if isinstance(picture, RangeChart):
        scope = f" ({picture.as_of})" if picture.as_of else ""
        lines = [f"{bar.label}: {_say_amounts(bar)}" for bar in picture.bars]
        return "\n".join([f"{picture.title}{scope}", *lines])
    steps = [f"{number}. {step.name}" for number, step in enumerate(picture.steps, 1)]
    return "\n".join([picture.title, *steps])


class _Scale:
    """Where a figure lies: from zero when the figures differ much, else from near the lowest."""

    def __init__(self, chart: RangeChart) -> None:
        self._unit = chart.unit
        lowest = min(bar.extent[0] for bar in chart.bars)
        highest = max(bar.extent[1] for bar in chart.bars)
        start = 0.0 if lowest * 2 <= highest else lowest - (highest - lowest) / 2
        for self._step in _round_numbers():
            self.start = start // self._step * self._step
            self.end = self.start + (highest - self.start) * _HEADROOM
            # The first figure stands to the right of its mark, the others on both sides.
            first, last = _width_px(self.say(self.start)), _width_px(self.say(self.end))
            room_px = self._step / (self.end - self.start) * _NARROWEST_PX
            if room_px >= max(first, last / 2) + last / 2 + _GAP_PX:
                break

    @property
    def ticks(self) -> list[float]:
        """The round figures that the scale names; on the narrowest page they don't touch."""
        margin = _width_px(self.say(self.end)) / 2 / _NARROWEST_PX * 100
        number = int((self.end - self.start) / self._step) + 1
        ticks = [self.start + place * self._step for place in range(number)]
        return [ticks[0], *(tick for tick in ticks[1:] if self.place(tick) <= 100 - margin)]

    def place(self, value: float) -> float:
        """Return where a figure lies, in per cent of the line."""
        return round((value - self.start) / (self.end - self.start) * 100, 3)

    def say(self, value: float) -> str:
        """Write a figure as the corpus does: "$259,000", "12 months"."""
        number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
        unit, _, more = self._unit.partition(" ")
        if unit in _SIGNS:
            before, behind = _SIGNS[unit]
            return f"{before}{number}{behind}"
        # A longer one would leave no room for the figures; the bars have it in their words.
        return f"{number} {unit}".strip() if not more and len(unit) <= len("months") else number


def _round_numbers() -> Iterator[float]:
    """1, 2, 2.5, 5, 10, 20 ... from small fractions on; never ends."""
    for exponent in count(-6):
        for digit in (1, 2, 2.5, 5):
            yield digit * 10.0**exponent


def _width_px(words: str) -> float:
    return len(words) * _DIGIT_PX


def _render_chart(chart: RangeChart, key: str) -> str:
    scale = _Scale(chart)
    lines = "".join(_mark(scale.place(tick), "grid") for tick in scale.ticks)
    origin = f"The scale begins at {scale.say(scale.start)}."
    bars: list[str] = []
    for number, bar in enumerate(chart.bars):
        asked = ' class="asked"' if bar.is_asked else ""
        name = f"{key}-bar-{number}"
        bars.append(
            f'<li{asked}><span class="name"><bdi>{_text(bar.label)}</bdi></span>'
            f'<span class="amounts">{"".join(map(_render_amount, bar.amounts))}</span>'
            f'<svg class="bar" role="img" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{_text(bar.label)}</title>'
            f'<desc id="{name}-desc">{_text(_say_amounts(bar))}. {_text(origin)}</desc>'
            f"{lines}{_draw_bar(bar, scale)}</svg></li>"
        )
    return (
        f'{_render_legend(chart)}<ul class="bars" role="list">{"".join(bars)}</ul>'
        f'<svg class="scale" aria-hidden="true">{"".join(_draw_ticks(scale))}</svg>'
    )


def _render_amount(amount: Amount) -> str:
    return f"<span><i>{_text(amount.name)}</i> <bdi>{_text(amount.said)}</bdi></span>"


def _render_legend(chart: RangeChart) -> str:
    """Say with the table's own words what the marks are."""
    low = next((bar.low.name for bar in chart.bars if bar.low), "")
    high = next((bar.high.name for bar in chart.bars if bar.high), "")
    middle = next((bar.middle.name for bar in chart.bars if bar.middle), "")
    ends = " to ".join(dict.fromkeys(filter(None, [low, high])))
    marks = (
        ('<rect class="range" x="1" y="3" width="22" height="10" rx="3"/>', ends),
        ('<circle class="middle" cx="12" cy="8" r="5"/>', middle),
    )
    items = "".join(
        f'<li><svg class="key" aria-hidden="true">{mark}</svg>{_text(words)}</li>'
        for mark, words in marks
        if words
    )
    return f'<ul class="legend" role="list" aria-label="Marks">{items}</ul>'


def _draw_bar(bar: RangeBar, scale: _Scale) -> str:
    start, end = map(scale.place, bar.extent)
    parts: list[str] = []
    if start == end and not bar.middle:
        # One end of a range of which the other isn't stated.
        parts.append(f'<circle class="range" cx="{start:g}%" cy="50%" r="5"/>')
    elif bar.low or bar.high:
        parts.append(_stretch(start, end, "range"))
    if bar.middle:
        first, last = scale.place(bar.middle.least), scale.place(bar.middle.most)
        if first == last:
            parts.append(f'<circle class="middle" cx="{first:g}%" cy="50%" r="5"/>')
        else:
            parts.append(_stretch(first, last, "middle"))
    furthest = bar.high or bar.middle
    if furthest and furthest.is_open:
        # A nested image, because a path knows no percentages.
        arrow = '<path class="more" d="M5-5l5 5-5 5"/>'
        parts.append(f'<svg class="end" x="{end:g}%" y="50%">{arrow}</svg>')
    return "".join(parts)


def _stretch(start: float, end: float, kind: str) -> str:
    height, radius = (14, 4) if kind == "range" else (6, 3)
    return (
        f'<rect class="{kind}" x="{start:g}%" y="{12 - height // 2}"'
        f' width="{end - start:g}%" height="{height}" rx="{radius}"/>'
    )


def _mark(place: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{place:g}%" x2="{place:g}%" y1="0" y2="100%"/>'


def _draw_ticks(scale: _Scale) -> Iterator[str]:
    for place, tick in enumerate(scale.ticks):
        anchor = "middle" if place else "start"
        words = _text(scale.say(tick))
        yield f'<text x="{scale.place(tick):g}%" y="1em" text-anchor="{anchor}">{words}</text>'


def _render_ladder(ladder: Ladder, key: str) -> str:
    total = len(ladder.steps)
    steps: list[str] = []
    for number, step in enumerate(ladder.steps, start=1):
        asked = ' class="asked"' if step.is_asked else ""
        name = f"{key}-step-{number}"
        told = ", which you named" if step.is_asked else ""
        # A rail reaches a little into its neighbours, or rounding would part them.
        above, below = "50%" if number == total else "-1", "50%" if number == 1 else "102%"
        steps.append(
            f'<li{asked}><span class="name"><bdi>{_text(step.name)}</bdi></span>'
            # The height is a stair's; where the steps stand above each other it isn't used.
            f'<svg class="step" height="{number * 18}" role="img"'
            f' aria-labelledby="{name}-title"><title id="{name}-title">'
            f"Step {number} of {total}{told}</title>"
            f'<line class="rail" x1="50%" x2="50%" y1="{above}" y2="{below}"/>'
            '<circle class="node" cx="50%" cy="50%" r="6"/>'
            '<rect class="stair" width="100%" height="100%"/></svg></li>'
        )
    kind = "stairs" if total <= _MOST_STAIRS else "rungs"
    return f'<ol class="{kind}" role="list">{"".join(steps)}</ol>'


def _say_amounts(bar: RangeBar) -> str:
    return ", ".join(f"{amount.name} {amount.said}" for amount in bar.amounts)


def _text(text: str) -> str:
    return escape(_CONTROLS.sub(" ", text))
