"""Which landmarks a metric or a check of an exercise looks at."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.exercises.metric_spec import COMBINING, POINTS, Metric
from formcheck.exercises.spec import Check, Exercise
from formcheck.landmarks import Landmark, Side

_ARM = ("SHOULDER", "ELBOW", "WRIST", "INDEX")
_BODY = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
CHAINS = tuple(
    tuple(int(Landmark[f"{side}_{part}"]) for part in parts) for side in ("LEFT", "RIGHT") for parts in (_ARM, _BODY)
)


def measured_by(exercise: Exercise, names: Iterable[str], *, at_least: bool = False) -> list[Metric]:
    """The metrics that measure points, among those named and those that they combine, without repetition.

    Parameters
    ----------
    exercise : Exercise
    names : iterable of str
        Of metrics of the exercise, also of one side of them; other names are passed over.
    at_least : bool
        Of metrics that stand in for each other only the last, which does when the others are unknown.
    """
    found: dict[str, Metric] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0).partition(".")[0]  # 'knee.left' is a metric of one side
        metric = exercise.metrics.get(name)
        if metric is None:  # of a whole rep, such as its duration
            continue
        if metric.kind in COMBINING:
            args = metric.args[-1:] if at_least and metric.kind == "first" else metric.args
            waiting += [arg.removeprefix("-") for arg in args]
        else:
            found[name] = metric
    return list(found.values())


def check_landmarks(exercise: Exercise, check: Check, near: Side, acting: Side | None) -> set[int]:
    """Landmarks that a check measures, and those between them; none for one on durations.

    Parameters
    ----------
    exercise, check : Exercise, Check
    near : {"left", "right"}
        The side nearer to the camera.
    acting : {"left", "right"} or None
        The side a rep is done with; None: unknown, both are meant.
    """
    metrics = measured_by(exercise, [check.metric])
    found: set[int] = set()
    for metric in metrics:
        own = {index for point in metric.args for index in landmarks_of(point, near, acting)}
        found |= own
        for chain in CHAINS:
            at = [i for i, index in enumerate(chain) if index in own]
            found |= set(chain[at[0] : at[-1] + 1]) if at else set()
    return found


def landmarks_of(point: str, near: Side, acting: Side | None) -> tuple[int, ...]:
    """Landmarks of a point of an exercise file.

    Parameters
    ----------
    point : str
        One of :data:`formcheck.exercises.metric_spec.POINTS`.
    near : {"left", "right"}
        The side nearer to the camera.
    acting : {"left", "right"} or None
        The side that moves; None where it is not known: both then.
    """
    which, left = POINTS[point]
    if which == "own":
        return (left,)
    if which == "mid" or (which in ("side", "other") and acting is None):
        return left, left + 1
    on_left = {"near": near == "left", "far": near == "right", "side": acting == "left", "other": acting == "right"}
    return (left if on_left[which] else left + 1,)
