"""Sets as the coach sees them, written down by hand: who is in position when, what was found, where the hand is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from helpers import puppet

from formcheck import Frames, PoseTrack, Update, exercises
from formcheck.coach.guide import Guidance, Guide
from formcheck.result import Attempt, Event, Fault, Hold, Phase, Rep
from formcheck.routines.plan import PlannedSet, of_exercise
from formcheck.utterance import Utterance

Span = tuple[float, float]
FPS = 10.0


def planned(exercise: str, **changes: Any) -> PlannedSet:
    """The first set of an exercise, with another dose or side."""
    return replace(of_exercise(exercises.get(exercise))[0], **changes)


def rep(number: int, t_s: float, side: str | None = None, **more: Any) -> Event:
    """A repetition that ends at a time."""
    about = {"verdict": "good"} | more
    return Event("rep", t_s, str(number), Rep(number, side, t_s - 2.0, t_s - 1.0, t_s, 1.0, 1.0, **about))


def attempt(t_s: float, reason: str) -> Event:
    """A movement that was none."""
    return Event("attempt", t_s, reason, Attempt(None, t_s - 1.0, t_s, 0.5, 1.0, reason))


def fault(
    check_id: str, told_s: float, end_s: float | None = None, severity: Any = "major", number: int | None = None
) -> list[Event]:
    """A fault that is told at a time; with an end, it lasts; without, it is one of repetition `number`."""
    found = Fault(
        check_id, number, told_s - 0.5, end_s or told_s, 1.0, 0.0, "deg", severity, f"mind the {check_id}", told_s
    )
    events = [Event("fault", told_s, found.cue, found)]
    return events if end_s is None else [*events, Event("fault-over", end_s, found.cue, found)]


def film(
    until_s: float,
    inside: Sequence[Span],
    events: Sequence[Event] = (),
    *,
    hold: bool = False,
    bad: Sequence[Span] = (),
    moving: Sequence[Span] = (),
    peak: Sequence[Span] = (),
    at_ear: Sequence[Span] = (),
    checks: dict[str, Any] | None = None,
    variant: int = -1,
    fps: float = FPS,
) -> tuple[PoseTrack, Update]:
    """A track and the update that a session might give for it.

    Parameters
    ----------
    inside, moving, peak, at_ear : spans in position, on the way, at the end of the way, with the hand at the ear
    hold : the seconds of `inside` are timed, but for those of `bad`
    checks : check id -> (T,) verdicts, or one for all
    """
    t = np.round(np.arange(round(until_s * fps)) / fps, 6)
    held = during(t, inside)
    phase = np.where(held, Phase.HOLD if hold else Phase.REST, Phase.NONE).astype(np.int8)
    phase[during(t, moving) & held], phase[during(t, peak) & held] = Phase.OUT, Phase.PEAK
    clock, found = np.full(len(t), np.nan), list(events)
    for begin_s, end_s in inside:
        rows = np.flatnonzero(during(t, [(begin_s, end_s)]))
        good = np.cumsum(~during(t[rows], bad)) / fps
        clock[rows] = good - (good[0] if len(good) else 0.0)
        if len(rows):
            found.append(Event("in-position", float(t[rows[0]])))
        if len(rows) and rows[-1] + 1 < len(t):
            left_s = float(t[rows[-1] + 1])
            found.append(Event("out-of-position", left_s))
            if hold:
                found.append(Event("hold", left_s, "", Hold(begin_s, left_s, float(clock[rows[-1]]), 0.0)))
    frames = Frames(
        t, {}, {name: np.broadcast_to(np.int8(v), t.shape) for name, v in (checks or {}).items()}, phase,
        np.where(phase == Phase.PEAK, 1.0, 0.0), np.full(len(t), variant, dtype=np.int8), np.full(len(t), 90.0),
        np.ones(len(t), dtype=np.bool_), clock if hold else np.full(len(t), np.nan),
        np.where(np.isnan(clock), np.nan, 0.0), np.ones((len(t), 0), dtype=np.bool_),
    )  # fmt: skip
    return person(t, during(t, at_ear)), Update(frames, sorted(found, key=lambda event: event.t_s))


def person(t: Any, at_ear: Any) -> PoseTrack:
    """Somebody from the left, with the near hand at the ear or at the side."""
    x, y = np.where(at_ear, 0.08, 0.3), np.where(at_ear, 1.28, 0.1)
    return puppet(t, left_ear=(0.05, 1.3), left_wrist=(x, y - 0.06), left_index=(x, y + 0.06), right_ear=(0.05, 1.3))


def during(t: Any, spans: Sequence[Span]) -> Any:
    """(T,) inside one of the spans."""
    return np.any([(t >= a - 1e-9) & (t < b - 1e-9) for a, b in spans] or [np.zeros(len(t), dtype=bool)], axis=0)


def cut(update: Update, at: int, until: int) -> Update:
    """The part of an update that belongs to some of its frames."""
    f = update.frames
    part = Frames(
        f.t_s[at:until], {}, {k: v[at:until] for k, v in f.checks.items()}, f.phase[at:until], f.signal[at:until],
        f.variant[at:until], f.yaw_deg[at:until], f.left_near[at:until], f.clock_s[at:until],
        f.unseen_s[at:until], f.seen[at:until],
    )  # fmt: skip
    after_s = f.t_s[at - 1] if at else -np.inf
    return Update(part, [e for e in update.events if after_s < e.t_s <= f.t_s[until - 1]])


def lead(
    guide: Guide,
    filmed: tuple[PoseTrack, Update],
    *,
    help_text: Sequence[tuple[float, float, str]] = (),
    lengths: Sequence[int] = (1,),
    keys: Sequence[tuple[float, str]] = (),
) -> tuple[list[Utterance], list[Guidance]]:
    """Everything that is said, and every guidance, of a set fed in pieces of these lengths."""
    track, update = filmed
    said: list[Utterance] = []
    guidances: list[Guidance] = []
    pressed = list(keys)
    at = i = 0
    while at < len(track):
        until = min(at + lengths[i % len(lengths)], len(track))
        now_s = float(track.t_s[until - 1])
        text = next((words for a, b, words in help_text if a <= now_s < b), "")
        while pressed and pressed[0][0] <= now_s:
            key = pressed.pop(0)[1]
            ended = {"stop": guide.stop, "go on": guide.go_on, "pain": guide.hurts, "well": guide.all_well}[key]()
            said += ended.say if ended else ()
        guidances.append(guide.feed(track[at:until], cut(update, at, until), text))
        said += guidances[-1].say
        at, i = until, i + 1
    return said, guidances


def lines(said: Sequence[Utterance], *kinds: str) -> list[tuple[float, str]]:
    """(time, text) of what was said, of some kinds."""
    return [(round(u.t_s, 1), u.text) for u in said if not kinds or u.kind in kinds]
