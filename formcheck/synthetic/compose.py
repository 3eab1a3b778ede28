"""Turn a script into a performance: reps, attempts or a hold, faults, a way in and a way out - and the truth of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from formcheck.synthetic.body import BODIES, Body
from formcheck.synthetic.gait import STEP_S, steps_for, walk
from formcheck.synthetic.motion import Keyframe, play
from formcheck.synthetic.performance import Performance, Stretch, change, still
from formcheck.synthetic.performances import EVERY, script_for
from formcheck.synthetic.performances.script import Script
from formcheck.synthetic.player import ScriptRun, SetMotion, play_hold, play_reps
from formcheck.synthetic.postures import moved, standing
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.transitions import turn_about
from formcheck.synthetic.truth import Truth
from formcheck.synthetic.vec import X

WALK_M = 2.6


def perform(
    exercise: str,
    fault: str | Sequence[str | None] | None = None,
    amount: float | Sequence[float | None] | None = None,
    reps: int = 3,
    attempts: int = 0,
    hold_s: float = 12.0,
    tempo: float = 1.0,
    rest_s: float | None = None,
    sides: str = "alternate",
    variant: str | None = None,
    body: Body | str = "average",
    seed: int = 0,
    entry: bool = False,
    exit: bool = False,
    walk_from: str = "behind",
    fps: float = 30.0,
    reach: float = 1.0,
) -> Performance:
    """A person performing a scripted exercise.

    Parameters
    ----------
    exercise : str
        "glute-bridge", "plank", "squat", "bird-dog", ...; "stand", "sit", "talk", "tree", "warrior", "sphinx" are none.
    fault : str or sequence, optional
        A fault shown in every rep (in the middle third of a hold), or a sequence: one entry a rep, None for a
        good one (for a hold: consecutive spans of equal length).
    amount : float or sequence, optional
        How strong each fault is, in the unit of the script's ``Flaw``; None is its default. Negative shows
        the other way of a fault that exists both ways.
    reps, attempts : int
        Full reps, and partial ones that turn back halfway; the attempts follow the first rep.
    hold_s : float
        Length of a hold.
    tempo : float
        2 is twice as fast.
    rest_s : float, optional
        Still time between reps.
    sides : {"alternate", "left", "right"}
        For exercises done side by side; alternating starts with the right leg.
    variant : str, optional
        plank: "elbows", "hands", "knees-down", "hands-knees-down".
    body : Body or str
        Or a name in ``BODIES``.
    seed : int
        Of sway, and of the small differences between reps.
    entry, exit : bool
        Walk in and get into position first; get up and walk out at the end.
    walk_from : {"behind", "right"}
        Where the person comes from; they leave the other way.
    fps : float
        Of ``Performance.t_s``.
    reach : float
        Share of the way to the peak that full reps go: 0.75 is a shallow one.

    Raises
    ------
    KeyError
        If the exercise, variant, fault or body does not exist; the message lists those there are.
    """
    script = script_for(exercise, variant)
    if isinstance(body, str):
        if body not in BODIES:
            raise KeyError(f"no body '{body}': use one of {', '.join(BODIES)}")
        body = BODIES[body]
    run = ScriptRun(script, body, seed, tempo, rest_s, reach)
    if script.kind == "hold":
        part = play_hold(run, hold_s, _spans(script, fault, amount))
    else:
        part = play_reps(run, _reps(script, fault, amount, reps if script.id != "stand" else 1, attempts), sides)
    stretches, set_start = _around(script, body, part, entry, exit, walk_from)
    truth = Truth(
        exercise=script.id,
        variant=variant or next(iter(EVERY[exercise])),
        body=body.name,
        seed=seed,
        duration_s=round(sum(s.duration_s for s in stretches), 4),
        set_start_s=round(set_start, 4),
        set_end_s=round(set_start + part.duration_s, 4),
        **part.events(set_start),
    )
    return Performance(body, stretches, truth, script.view, fps)


def _flaw(script: Script, name: str | None, amount: float | None) -> tuple[str, float] | None:
    if name is None:
        return None
    if name not in script.flaws:
        raise KeyError(f"{script.id} has no fault '{name}': use one of {', '.join(script.flaws) or 'none'}")
    return name, script.flaws[name].amount if amount is None else float(amount)


def _amounts(amount: float | Sequence[float | None] | None, count: int) -> list[float | None]:
    return list(amount) if isinstance(amount, Sequence) else [amount] * count


def _reps(
    script: Script,
    fault: str | Sequence[str | None] | None,
    amount: float | Sequence[float | None] | None,
    reps: int,
    attempts: int,
) -> list[tuple[tuple[str, float] | None, bool]]:
    names = [fault] * reps if fault is None or isinstance(fault, str) else list(fault)
    cycles = [(_flaw(script, n, a), True) for n, a in zip(names, _amounts(amount, len(names)), strict=True)]
    partial: list[tuple[tuple[str, float] | None, bool]] = [(None, False)] * attempts
    return cycles[:1] + partial + cycles[1:]


def _spans(
    script: Script, fault: str | Sequence[str | None] | None, amount: float | Sequence[float | None] | None
) -> list[tuple[str, float] | None]:
    if fault is None:
        return [None]
    if isinstance(fault, str):
        flaw = script.flaws.get(fault)
        whole = flaw is not None and (flaw.gradual or bool(flaw.always))
        one = _flaw(script, fault, amount if not isinstance(amount, Sequence) else amount[0])
        return [one] if whole else [None, one, None]
    return [_flaw(script, n, a) for n, a in zip(fault, _amounts(amount, len(fault)), strict=True)]


def _around(
    script: Script, body: Body, part: SetMotion, entry: bool, exit: bool, walk_from: str
) -> tuple[list[Stretch], float]:
    """The set with entry and exit around it, and when it starts."""
    first, last = part.motion(np.zeros(1)), part.motion(np.array([part.duration_s]))
    between = list(script.lead_in(body, first))
    before = _entry(body, [*between, first], walk_from) if entry else []
    after = _exit(body, [*between, last], walk_from) if exit else []
    return [*before, Stretch(part.duration_s, part.motion), *after], sum(s.duration_s for s in before)


def _entry(body: Body, postures: Sequence[Skeleton], walk_from: str) -> list[Stretch]:
    x = float(postures[0].points["left_ankle"][0, 0])
    heading = 90.0 if walk_from == "right" else 0.0
    stretches = [_walk(body, x, heading, -1)]
    if heading:
        stretches.append(_turn(body, x, heading, 0.0))
    stretches.append(still(standing(body, x), 0.8))
    for a, b in pairwise(postures):
        stretches.append(change(a, b, _time_between(a, b)))
    return stretches


def _exit(body: Body, postures: Sequence[Skeleton], walk_from: str) -> list[Stretch]:
    x = float(postures[0].points["left_ankle"][0, 0])
    heading = 90.0 if walk_from == "right" else 0.0
    back = postures[::-1]
    stretches = [change(a, b, _time_between(a, b)) for a, b in pairwise(back)]
    stretches.append(still(standing(body, x), 0.6))
    if heading:
        stretches.append(_turn(body, x, 0.0, heading))
    return [*stretches, _walk(body, x, heading, +1)]


def _time_between(a: Skeleton, b: Skeleton) -> float:
    """Getting from posture to posture takes longer the further the pelvis and the chest travel."""
    far = sum(float(np.linalg.norm(a.points[n][0] - b.points[n][0])) for n in ("pelvis", "chest"))
    return 0.7 + 0.9 * min(far, 1.6)


def _walk(body: Body, x: float, heading: float, direction: int) -> Stretch:
    shift = np.zeros(3) if direction < 0 else X * WALK_M

    def motion(t: np.ndarray) -> Skeleton:
        walked = moved(walk(body, t, WALK_M), shift)
        return moved(turn_about(walked, heading, np.zeros(3), np.zeros(3)), X * x)

    return Stretch(steps_for(body, WALK_M) * STEP_S, motion)


def _turn(body: Body, x: float, start: float, end: float) -> Stretch:
    duration = 1.1
    keys = [Keyframe(0.0, {"heading": start}), Keyframe(duration, {"heading": end})]

    def motion(t: np.ndarray) -> Skeleton:
        posture = Skeleton.concatenate([standing(body)] * len(t))
        return turn_about(posture, play(keys, t)["heading"], np.zeros(3), X * x)

    return Stretch(duration, motion)
