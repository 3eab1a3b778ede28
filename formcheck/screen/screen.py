"""``Screen``: all that is shown over one frame, as plain data with a JSON form; whatever shows a set draws it alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal, get_type_hints

from formcheck.coach.guidance import Stage
from formcheck.errors import TrackError
from formcheck.json_form import entry, from_json_form, to_json_form
from formcheck.landmarks import Side
from formcheck.screen.keys import Key
from formcheck.screen.layout import Spot
from formcheck.screen.words import IN_WORDS, QUESTIONS, clock_text

SCHEMA = "formcheck.screen/1"
PixelPoint = tuple[float, float]
"""x to the right and y down, px of the frame as it came from the camera."""
BannerKind = Literal["cue", "help", "pause"]
WordsKind = Literal["cue", "help", "pause", "caption", "keys"]


@dataclass(frozen=True)
class TargetLine:
    """A line to reach or to keep to.

    Attributes
    ----------
    ends_px : pair of (x, y)
    mark_px : (x, y) or None
        The place where a part of the body belongs, drawn as a ring.
    from_px : (x, y) or None
        Where that part is now; a thin way leads from it to the mark while it is off.
    ring_px : float
        Radius of the ring, where the limits give it one; 0: as is readable.
    reached : bool
    """

    ends_px: tuple[PixelPoint, PixelPoint]
    mark_px: PixelPoint | None = None
    from_px: PixelPoint | None = None
    ring_px: float = 0.0
    reached: bool = False


@dataclass(frozen=True)
class Banner:
    """The line that matters most.

    Attributes
    ----------
    kind : {"cue", "help", "pause"}
        What to correct; what is wrong with the picture or the camera; that nothing goes on.
    text : str
    """

    kind: BannerKind
    text: str


@dataclass(frozen=True)
class Panel:
    """What is read from afar, put together from a screen.

    Attributes
    ----------
    head : str
        The large number, or words where there is nothing to count.
    in_words : bool
        The head is words.
    lines : tuple of str
        Beside it, smaller; the last one matters most.
    active : bool
        It counts now; false: the head is dimmed.
    gauge, progress : bool
        Whether the bars of these names are shown.
    """

    head: str
    in_words: bool
    lines: tuple[str, ...]
    active: bool
    gauge: bool
    progress: bool


@dataclass(frozen=True)
class Words:
    """A line of the words below or beside the picture.

    Attributes
    ----------
    kind : {"cue", "help", "pause", "caption", "keys"}
    text : str
    """

    kind: WordsKind
    text: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Everything that is shown over one frame; numbers, texts and tuples of them alone.

    Attributes
    ----------
    t_s : float
        Time of the frame, seconds on the source's clock.
    size_wh : (int, int)
        Width and height of the frame, px.
    points_px : tuple of (x, y) or None
        The 33 landmarks, px from the left and from the top; None for one that is not to be drawn. Not mirrored.
    seen : tuple of int
        The landmarks that are clearly seen; of the others that are drawn the place is a guess.
    near : {"left", "right"}
        The side of the body that is nearer to the camera.
    failing : tuple of int
        Landmarks of the parts that are to be corrected, in order.
    target_lines : tuple of TargetLine
    exercise, part : str
        Its name; which set of how many, and the side, where there are several: "set 2 of 3, left side".
    count : str
        The large number: repetitions, or seconds of the hold; the strength of a pain where that is asked.
    unit, sides : str
        What is counted; "left 2 · right 1" for exercises with sides, else empty.
    goal : str
        In place of `unit` and `sides`: "of 10"; empty for an open end.
    form : tuple of str
        Lines: "2 good", "1 not fully seen"; for a hold "3 s not seen". Empty while there is nothing to say.
    gauge : float or None
        How far the movement is on its way to the target: 0 at rest, 1 reached.
    progress : float or None
        0 to 1, the part of the dose that is done.
    countdown_s : float or None
        Seconds until something begins or a rest ends; shown large in place of the count.
    stage : str
        Of a guided set: "set-up", "ready", "go", "paused", "rest", "asking", "strength", "note" or "done"; else empty.
    status : str
        The stage or the phase of the movement in words.
    clock_stopped : str
        Why the clock of a hold stands, as what to do: "hips higher"; empty while it runs, and where there is none.
    active : bool
        In position.
    view_is_right : bool or None
        Seen from where the exercise asks for, measured; None while it is not known, and where nothing is asked for.
    banner : Banner or None
    caption : str
        What is being said, or what to do.
    keys : tuple of Key
        Those that work now; empty where there are none to press.
    spot : {"bottom", "side", "top", "low"}
        Where count and words keep off the body, see :mod:`formcheck.screen.layout`.
    theme : str
        See :data:`formcheck.screen.themes.THEMES`.
    scale : bool
        Show the scale of pain from 0 to 10, with the number of `count` marked.
    writing : bool
        Letters are typed: a key means its letter and not what it asks for else.
    """

    t_s: float
    size_wh: tuple[int, int]
    points_px: tuple[PixelPoint | None, ...]
    seen: tuple[int, ...]
    near: Side
    failing: tuple[int, ...] = ()
    target_lines: tuple[TargetLine, ...] = ()
    exercise: str = ""
    part: str = ""
    count: str = ""
    unit: str = ""
    sides: str = ""
    goal: str = ""
    form: tuple[str, ...] = ()
    gauge: float | None = None
    progress: float | None = None
    countdown_s: float | None = None
    stage: Stage = ""
    status: str = ""
    clock_stopped: str = ""
    active: bool = False
    view_is_right: bool | None = None
    banner: Banner | None = None
    caption: str = ""
    keys: tuple[Key, ...] = ()
    spot: Spot = "bottom"
    theme: str = "dark"
    scale: bool = False
    writing: bool = False

    @property
    def panel(self) -> Panel:
        """The countdown if there is one, else the count; where there is nothing to count, what to do now."""
        progress = self.progress is not None
        if self.countdown_s is not None and self.stage not in QUESTIONS:
            whole = clock_text(math.ceil(max(self.countdown_s, 0.0)))
            below = ("seconds left", self._where) if self.stage == "go" else (self.status,)
            return Panel(whole, False, (*self._which, *below), True, False, progress)
        if self.stage in IN_WORDS or not self.count:
            return Panel(self.status, True, (), True, False, False)
        lines = (*self._which, self.goal or self.sides or self.unit, *self.form, self._where)
        shown = tuple(line for line in lines if line)
        return Panel(self.count, False, shown, self.active, self.gauge is not None, progress)

    @property
    def _which(self) -> tuple[str, ...]:
        return tuple(line for line in (self.exercise, self.part) if line)

    @property
    def _where(self) -> str:
        return f"Clock stopped: {self.clock_stopped}" if self.clock_stopped else self.status

    @property
    def words(self) -> tuple[Words, ...]:
        """Banner and caption; the keys where there is neither, and beside a question."""
        asked = self.stage in QUESTIONS
        banner = None if asked else self.banner
        words = [Words(banner.kind, banner.text)] if banner else []
        if self.caption and not (banner and banner.text == self.caption):
            words.append(Words("caption", self.caption))
        if self.keys and (asked or not words):
            words.append(Words("keys", " · ".join(f"{each.key}: {each.does}" for each in self.keys)))
        return tuple(words)

    def to_dict(self) -> dict[str, Any]:
        """Values of JSON, numbers in full; `panel` and `words` are added for whatever draws it without Python."""
        plain: dict[str, Any] = to_json_form(self)
        return {"schema": SCHEMA, **plain, "panel": to_json_form(self.panel), "words": to_json_form(self.words)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Screen:
        """The inverse of :meth:`to_dict`, exact to the bit.

        Raises
        ------
        TrackError
            If it is no screen, one of another version of formcheck, or an entry is missing or of the wrong kind.
        """
        schema = plain.get("schema") if isinstance(plain, dict) else None
        if schema != SCHEMA:
            raise TrackError(f"not a screen that this formcheck can read ({schema}, it reads {SCHEMA})")
        hints = get_type_hints(cls)
        return cls(**{f.name: from_json_form(hints[f.name], entry(plain, f.name), f.name) for f in fields(cls)})
