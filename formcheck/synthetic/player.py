"""Play a script: keyframes of reps and holds with faults, tempo and variation, and the truth of what was played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import Body
from formcheck.synthetic.motion import Keyframe, PeriodicRestlessness, Restlessness, play
from formcheck.synthetic.performances.script import Flaw, Script
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.truth import TrueFault, TrueHold, TrueRep

ATTEMPT_SHARE = 0.42
"""How much of the way to the peak an attempt goes before it turns back."""
LEAD_S = 1.2
"""Still time in position before the first and after the last rep."""
PART_REST_S = 0.25
"""Still time between the two parts of a rep."""
CHANGE_S = 0.7
"""Time a fault in a hold takes to come or go."""

NamedFlaw = tuple[str, float] | None


@dataclass(frozen=True)
class ScriptRun:
    """Who plays which script how.

    ``reach`` is the share of the way to the peak that full reps go; with ``period_s`` the sway repeats itself.
    """

    script: Script
    body: Body
    seed: int
    tempo: float = 1.0
    rest_s: float | None = None
    reach: float = 1.0
    period_s: float | None = None

    def sway(self, index: int) -> Restlessness | PeriodicRestlessness:
        """Of the script's restless parameter of an index."""
        seed = self.seed * 101 + index
        return Restlessness(seed) if self.period_s is None else PeriodicRestlessness(seed, self.period_s)


@dataclass
class SetMotion:
    """The exercise proper: keyframes, extra changes on top of them, and what happens when (seconds from its start)."""

    run: ScriptRun
    keys: list[Keyframe]
    extra: list[Keyframe]
    duration_s: float = 0.0
    reps: list[TrueRep] = field(default_factory=list)
    attempts: list[TrueRep] = field(default_factory=list)
    holds: list[TrueHold] = field(default_factory=list)
    faults: list[TrueFault] = field(default_factory=list)

    def motion(self, t_s: FloatArray) -> Skeleton:
        """The skeleton at seconds since the set's start (T,)."""
        params = play(self.keys, t_s)
        for name, change in play(self.extra, t_s).items():
            params[name] = params[name] + change
        for index, (name, amplitude) in enumerate(self.run.script.restless.items()):
            params[name] = params[name] + amplitude * self.run.sway(index)(t_s)
        return self.run.script.posture(self.run.body, params)

    def events(self, start_s: float) -> dict[str, Any]:
        """What happened, in seconds of the performance, as fields of ``Truth``."""

        def later(event: Any) -> Any:
            times = {
                k: round(getattr(event, k) + start_s, 4) for k in ("start_s", "peak_s", "end_s") if hasattr(event, k)
            }
            return type(event)(**(vars(event) | times))

        return {k: tuple(later(e) for e in getattr(self, k)) for k in ("reps", "attempts", "holds", "faults")}


def _changed(values: dict[str, float], flaw: NamedFlaw, script: Script, *parts: str) -> dict[str, float]:
    if flaw is None:
        return dict(values)
    result = dict(values)
    for part in parts:
        for name, per_unit in getattr(script.flaws[flaw[0]], part).items():
            result[name] += per_unit * flaw[1]
    return result


def play_reps(run: ScriptRun, cycles: Sequence[tuple[NamedFlaw, bool]], sides: str) -> SetMotion:
    """Keyframes and truth of reps.

    Parameters
    ----------
    run : ScriptRun
    cycles : sequence of (fault or None, bool)
        The fault of each cycle with its amount, and whether it is a full rep (else an attempt).
    sides : {"alternate", "left", "right"}
    """
    script, rng = run.script, np.random.default_rng(run.seed)
    rest, peak = dict(script.rest), dict(script.peak)
    none = dict.fromkeys(rest, 0.0)
    at_rest = [_changed(rest, flaw, script, "rest", "always") for flaw, _ in cycles]
    part = SetMotion(run, [Keyframe(0.0, at_rest[0])], [Keyframe(0.0, none)])
    t, full_count = LEAD_S, 0
    for index, (flaw, full) in enumerate(cycles):
        side = _side(script, sides, full_count)
        out_s, hold_s, back_s, rest_s = _times(run, flaw, full, rng)
        start = t
        if script.first and full:
            first = _top(run, dict(script.first), at_rest[index], flaw, full, side, rng)
            shown_at = (t, at_rest[index]), (t + out_s, first), (t + out_s + hold_s, first)
            t += out_s + hold_s + back_s
            part.keys += [Keyframe(at, values) for at, values in (*shown_at, (t, at_rest[index]))]
            t += PART_REST_S
        highest = dict(script.first) if script.first and not full else peak
        top = _top(run, highest, at_rest[index], flaw, full, side, rng)
        turn, leave, end = t + out_s, t + out_s + hold_s, t + out_s + hold_s + back_s
        part.keys += [
            Keyframe(t, at_rest[index]),
            Keyframe(turn, top),
            Keyframe(leave, top),
            Keyframe(end, at_rest[index]),
        ]
        midway = _changed(none, flaw, script, "midway")
        part.extra += [Keyframe(leave, none), Keyframe(leave + 0.45 * back_s, midway), Keyframe(end, none)]
        named = () if flaw is None else (flaw[0],)
        cycle = TrueRep(start, (turn + leave) / 2, end, side, named)
        (part.reps if full and script.kind == "reps" else part.attempts if script.kind == "reps" else []).append(cycle)
        if flaw is not None:
            shown = _when(script.flaws[flaw[0]], start, turn, leave, end, rest_s)
            part.faults.append(TrueFault(flaw[0], full_count, *shown, flaw[1], script.flaws[flaw[0]].unit))
        full_count += full
        # The next cycle's rest is taken up during the pause.
        following = at_rest[min(index + 1, len(cycles) - 1)]
        part.keys += [Keyframe(end + 0.3 * rest_s, at_rest[index]), Keyframe(end + rest_s, following)]
        t = end + rest_s
    part.duration_s = round(t + LEAD_S, 4)
    return part


def _side(script: Script, sides: str, index: int) -> str:
    if not script.sided:
        return "both"
    return ("right", "left")[index % 2] if sides == "alternate" else sides


def _times(run: ScriptRun, flaw: NamedFlaw, full: bool, rng: np.random.Generator) -> tuple[float, float, float, float]:
    tempo = run.script.tempo
    change = {} if flaw is None else run.script.flaws[flaw[0]].tempo
    amount = 0.0 if flaw is None else flaw[1]
    vary = rng.uniform(0.94, 1.06, 3)
    out_s, hold_s, back_s = (
        max((getattr(tempo, name) * v) / run.tempo + change.get(name, 0.0) * amount, least)
        for name, v, least in (("out_s", vary[0], 0.25), ("hold_s", vary[1], 0.05), ("back_s", vary[2], 0.25))
    )
    if not full:
        out_s, hold_s, back_s = 0.7 * out_s, min(hold_s, 0.15), 0.7 * back_s
    rest_s = tempo.rest_s / run.tempo if run.rest_s is None else run.rest_s
    return out_s, hold_s, back_s, rest_s


def _top(
    run: ScriptRun,
    peak: dict[str, float],
    rest: dict[str, float],
    flaw: NamedFlaw,
    full: bool,
    side: str,
    rng: np.random.Generator,
) -> dict[str, float]:
    top = _changed(peak, flaw, run.script, "peak", "always")
    if side == "left":
        top = _other_sides(top)
    if flaw is not None and run.script.flaws[flaw[0]].same_side:
        top["left_arm"], top["right_arm"] = top["right_arm"], top["left_arm"]
    # Nobody repeats a movement exactly: 1.5 % of its range; attempts turn back halfway.
    share = ATTEMPT_SHARE if not full else run.reach * (1.0 - abs(rng.normal(0.0, 0.008)))
    return {name: rest[name] + (value - rest[name]) * share for name, value in top.items()}


def _other_sides(values: dict[str, float]) -> dict[str, float]:
    result = {}
    for name, value in values.items():
        if name.startswith("left_"):
            result["right_" + name[5:]] = value
        elif name.startswith("right_"):
            result["left_" + name[6:]] = value
        else:
            result[name] = -value if name in ("roll", "shift") else value
    return {name: result[name] for name in values}


def _when(flaw: Flaw, start: float, turn: float, leave: float, end: float, rest_s: float) -> tuple[float, float]:
    if flaw.peak or flaw.same_side:
        return (start + turn) / 2, (leave + end) / 2
    if flaw.midway:
        return leave, end
    if flaw.rest:
        return end, end + rest_s
    return start, end


def play_hold(run: ScriptRun, hold_s: float, spans: Sequence[NamedFlaw]) -> SetMotion:
    """Keyframes and truth of a hold.

    A fault counts from the moment it has come halfway to the moment it has gone halfway.

    Parameters
    ----------
    run : ScriptRun
    hold_s : float
        Length of the hold, seconds.
    spans : sequence of (fault with its amount) or None
        Consecutive spans of equal length, each with a fault or in good form.
    """
    script = run.script
    held = dict(script.rest)
    each = hold_s / len(spans)
    part = SetMotion(run, [], [Keyframe(0.0, dict.fromkeys(held, 0.0))], hold_s)
    bad_s = 0.0
    for index, flaw in enumerate(spans):
        start, end = index * each, (index + 1) * each
        values = _changed(held, flaw, script, "peak", "always")
        kind = None if flaw is None else script.flaws[flaw[0]]
        if kind is not None and kind.gradual:
            part.keys += [Keyframe(start, dict(held)), Keyframe(end, values)]
            shown = ((start + end) / 2, end)
        elif len(spans) == 1:
            part.keys += [Keyframe(start, values), Keyframe(end, values)]
            shown = (start, end)
        else:
            come = CHANGE_S if index and values != held else 0.0
            go = CHANGE_S if index + 1 < len(spans) and values != held else 0.0
            part.keys += [Keyframe(start + come, values), Keyframe(end - go, values)]
            shown = (start + come / 2, end - go / 2)
        if flaw is not None and kind is not None:
            part.faults.append(TrueFault(flaw[0], -1, *shown, flaw[1], kind.unit))
            bad_s += shown[1] - shown[0]
    part.holds.append(TrueHold(0.0, hold_s, round(hold_s - bad_s, 4)))
    return part
