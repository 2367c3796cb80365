"""A roadmap that was edited by hand, taken in: what was changed in the file is changed in the plan.

Only what differs from what was written is followed, so that a file that is older than the plan
undoes nothing. A step that somebody took out is left out, and can be brought back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coach.errors import RoadmapError
from coach.roadmap.changes import (
    add,
    edit,
    finish,
    move,
    put,
    reopen,
    skip,
)
from coach.roadmap.markdown import (
    BOXES,
    LATER_HEADING,
    SKIPPED_HEADING,
    Written,
    fixed_lines,
    write_step,
)
from coach.roadmap.roadmap import Roadmap, RoadmapStep
from coach.roadmap.schedule import read_day, reschedule
from coach.roadmap.sheet import Entry, Sheet, Trouble

_BOX, _TEXT, _DAY, _PROOF, _DONE, _NOTE = range(6)
_DATE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a file.

    Attributes:
        changes: what was followed, a line each.
        troubles: what was not, by line.
    """

    roadmap: Roadmap
    changes: tuple[str, ...]
    troubles: tuple[Trouble, ...]


def take_in(roadmap: Roadmap, sheet: Sheet, today: date) -> Import:
    """Follow what was changed by hand."""
    taking = _Taking(roadmap, sheet, today)
    for entry in sheet.entries:
        taking.follow(entry)
    taking.leave_out()
    changed = reschedule(taking.roadmap, today) if taking.changes else roadmap
    troubles = sorted((*sheet.troubles, *taking.troubles), key=lambda trouble: trouble.line)
    return Import(changed, tuple(taking.changes), tuple(troubles))


class _Taking:
    """Follows one entry after the other."""

    def __init__(self, roadmap: Roadmap, sheet: Sheet, today: date) -> None:
        self.roadmap = roadmap
        self.changes: list[str] = []
        self.troubles: list[Trouble] = []
        self._sheet = sheet
        self._today = today
        self._known = {step.id: step for step in roadmap.steps if step.state != "dropped"}
        self._named = {entry.id for entry in sheet.entries if entry.id}
        # Whoever loses the mark of a step has not taken the step out.
        self._unmarked = {s.text: s for s in self._known.values() if s.id not in self._named}

    def follow(self, entry: Entry) -> None:
        """Do to a step what its entry says."""
        step = self._known.get(entry.id or "") or self._unmarked.pop(entry.written.text, None)
        if step is None and entry.id and entry.id in self._sheet.digests:
            self._doubt(entry.line, "the plan doesn't hold this step any more; nothing was done")
        elif step is None:
            self._add(entry)
        else:
            self._named.add(step.id)
            self._change(step, entry)
            self._check_fixed(step, entry)

    def leave_out(self) -> None:
        """Leave out the steps that were written and are not there any more."""
        if not self._sheet.digests and self._unmarked:
            reason = "the comment that ends the file is gone, so what was taken out can't be told"
            self._doubt(self._sheet.entries[-1].line, reason)
        for step_id in self._sheet.digests:
            step = self._known.get(step_id)
            if step and step_id not in self._named and step.state == "open":
                self.roadmap = skip(self.roadmap, step_id, self._today)
                self.changes.append(f"Left out: {step.text}")

    def _change(self, step: RoadmapStep, entry: Entry) -> None:
        written, lines = entry.written, entry.lines
        was = write_step(step)
        edited = [
            field != old and digest != written_then
            for field, old, digest, written_then in zip(
                _fields(written),
                _fields(was),
                written.digests(),
                self._sheet.digests.get(step.id, ("",) * 6),
                strict=True,
            )
        ]
        line = lines["text"]
        if edited[_TEXT] and written.text:
            self._try(line, f"Reworded: {written.text}", lambda: self._edit(step, written.text))
        if edited[_PROOF] and written.proof:
            proof = written.proof
            self._try(
                lines["proof"],
                f"Proof changed: {written.text}",
                lambda: edit(self.roadmap, step.id, proof=proof),
            )
        if edited[_NOTE]:
            self._try(
                lines.get("note", line),
                f"Note changed: {written.text}",
                lambda: edit(self.roadmap, step.id, note=written.note or ""),
            )
        is_ticked = edited[_BOX] and written.box is not None
        if is_ticked or (edited[_DONE] and step.state == "done" and written.done):
            self._tick(step, entry)
        if edited[_DAY] and written.day and written.box in (" ", None):
            self._move(step, written.day, lines["day"])

    def _edit(self, step: RoadmapStep, text: str) -> Roadmap:
        return edit(self.roadmap, step.id, text=text)

    def _tick(self, step: RoadmapStep, entry: Entry) -> None:
        box, text = entry.written.box or BOXES[step.state], entry.written.text or step.text
        if box == "x":
            self._finish(step.id, entry, f"Done: {text}")
        elif box == "-":
            self._try(
                entry.line,
                f"Left out: {text}",
                lambda: skip(self.roadmap, step.id, self._today),
            )
        else:
            self._try(
                entry.line,
                f"Open again: {text}",
                lambda: reopen(self.roadmap, step.id, self._today),
            )

    def _finish(self, step_id: str, entry: Entry, said: str) -> None:
        line = entry.lines.get("done", entry.line)
        day, evidence = self._read_done(entry.written.done or "", line)

        def finished() -> Roadmap:
            done = finish(self.roadmap, step_id, self._today, evidence)
            kept = next(step for step in done.steps if step.id == step_id)
            return put(done, replace(kept, done_on=day, evidence=evidence or kept.evidence))

        self._try(line, said, finished)

    def _read_done(self, said: str, line: int) -> tuple[date, str]:
        """Return when a step was done and what proves it: "2026-11-02, https://...", or a part."""
        head, rest = said[:_DATE_LENGTH], said[_DATE_LENGTH:].lstrip(" ,;:-")
        day = read_day(head) if len(head) == _DATE_LENGTH else None
        if day is None:
            return self._today, said
        if day > self._today:
            self._doubt(line, f"{day} is still to come; the step counts as done today")
            return self._today, rest
        return day, rest

    def _move(self, step: RoadmapStep, said: str, line: int) -> None:
        day = read_day(said)
        if day is None:
            self._doubt(line, f"“{said[:40]}” is no date like {self._today}; the date stays")
            return
        self._try(
            line,
            f"Moved to {day}: {step.text}",
            lambda: move(self.roadmap, step.id, day, self._today),
        )

    def _add(self, entry: Entry) -> None:
        written = entry.written
        if not written.text:
            return
        day = self._day_of(entry)
        before = {step.id for step in self.roadmap.steps}
        stage = None if entry.stage in (LATER_HEADING, SKIPPED_HEADING) else entry.stage
        self._try(
            entry.line,
            f"Added, with you as its source: {written.text}",
            lambda: add(
                self.roadmap,
                written.text,
                self._today,
                stage=stage,
                day=day,
                proof=written.proof or "",
            ),
        )
        added = next((step for step in self.roadmap.steps if step.id not in before), None)
        if added is None:
            return
        if written.note:
            self.roadmap = edit(self.roadmap, added.id, note=written.note)
        if written.box == "x":
            self._finish(added.id, entry, f"Done: {added.text}")
        for number, _ in entry.fixed:
            self._doubt(number, "a step of your own has you as its source, and closes no gap")

    def _day_of(self, entry: Entry) -> date | None:
        if not entry.written.day or entry.written.box == "x":
            return None
        day = read_day(entry.written.day)
        if day is None or day < self._today:
            said = f"“{entry.written.day[:40]}” is no date like {self._today + timedelta(days=30)}"
            self._doubt(entry.lines["day"], f"{said}; the plan gives the step one")
            return None
        return day

    def _check_fixed(self, step: RoadmapStep, entry: Entry) -> None:
        known = fixed_lines(step)
        for number, line in entry.fixed:
            if line not in known:
                label = line.strip(" -*+").partition(":")[0]
                self._doubt(number, f"“{label}” comes from the documents and stays as it is")

    def _try(self, line: int, said: str, change: Callable[[], Roadmap]) -> None:
        try:
            changed = change()
        except RoadmapError as error:
            self._doubt(line, str(error))
            return
        if changed != self.roadmap:
            self.roadmap = changed
            self.changes.append(said)

    def _doubt(self, line: int, reason: str) -> None:
        self.troubles.append(Trouble(line, reason))


def _fields(written: Written) -> Iterator[str | None]:
    yield from (
        written.box,
        written.text,
        written.day,
        written.proof,
        written.done,
        written.note,
    )
