"""The simplest counter there is, on the same landmarks: one angle of the left side, and two fixed limits.

It counts as AIGym of ultralytics does: once the angle has been above the upper limit, falling below the lower one is a
repetition. It knows no position, no side, no person, no time: what it counts exactly, we should, and what it counts
where nothing is, we should not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from accuracy_table import Table
from real_judge import Finding
from real_truth import Recording

from formcheck import PoseTrack
from formcheck.landmarks import Landmark

COUNTED, WITHIN_ONE, SOMETHING_ELSE = "counted", "within one", "something else"
PEER = "peer: "
"""What a measure begins with that is the counter's and not ours."""


@dataclass(frozen=True)
class Joint:
    """A joint of the left side whose angle in the picture is looked at, and its limits in degrees."""

    landmarks: tuple[Landmark, Landmark, Landmark]
    above_deg: float
    below_deg: float


KNEE = Joint((Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE), 145.0, 90.0)
HIP = Joint((Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, Landmark.LEFT_KNEE), 160.0, 130.0)
JOINTS = {
    "squat": KNEE,
    "reverse-lunge": KNEE,
    "side-lunge": KNEE,
    "glute-bridge": HIP,
    "glute-bridge-pulse": HIP,
    "single-leg-bridge": HIP,
    "bird-dog": HIP,
    "donkey-kick-fire-hydrant": HIP,
    "dead-bug": HIP,
}
"""Exercises that are seen in one angle; the limits are those in use for squats and bridges, and fitted to nothing."""


def count(track: PoseTrack, joint: Joint) -> int:
    """How often the angle falls below the lower limit after it was above the upper one.

    Parameters
    ----------
    track : PoseTrack
    joint : Joint
    """
    a, b, c = (track.image_px[:, landmark] for landmark in joint.landmarks)
    u, v = a - b, c - b
    cross, dot = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1)
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    outside = np.where(angle > joint.above_deg, 1, np.where(angle < joint.below_deg, -1, 0))
    stages = outside[outside != 0]
    return int(np.sum((stages[:-1] == 1) & (stages[1:] == -1)))


def findings(recording: Recording, track: PoseTrack) -> Iterator[Finding]:
    """What the counter makes of a recording, if its exercise is seen in one angle and there is anything to count.

    Parameters
    ----------
    recording : Recording
    track : PoseTrack
    """
    expected = recording.expected
    joint = JOINTS.get(expected.exercise)
    if joint is None or expected.robust:
        return
    n = count(track, joint)

    def finding(measure: str, right: bool, miss: str) -> Finding:
        name = recording.path.stem
        return Finding(expected.exercise, recording.person, name, PEER + measure, int(right), 1, "" if right else miss)

    if expected.negative:
        yield finding(SOMETHING_ELSE, n == 0, f"counted {n}")
    elif expected.range is not None and not (expected.range[1] == 0 and expected.spans):
        least, most = expected.range
        yield finding(COUNTED, least <= n <= most, f"{n} for {least} to {most}")
        yield finding(WITHIN_ONE, least - 1 <= n <= most + 1, "")


def table(found: Sequence[Finding]) -> Table:
    """Both counters beside each other, on the recordings that the simple one can count: ours / the simple one's."""
    measures = (COUNTED, WITHIN_ONE, SOMETHING_ELSE)
    pairs = {(f.exercise, f.name, f.measure.removeprefix(PEER)) for f in found if f.measure.startswith(PEER)}
    sums: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in found:
        peer, measure = finding.measure.startswith(PEER), finding.measure.removeprefix(PEER)
        if (finding.exercise, finding.name, measure) in pairs:
            for row in (finding.exercise, "all"):
                sums[row][measure, peer] += finding.right
                of[row][measure] += peer
    head = ["exercise", *(f"{measure}: {whose}" for measure in measures for whose in ("ours", "one angle"))]
    rows = [*sorted(row for row in sums if row != "all"), *(["all"] if sums else [])]
    body = [
        [row, *(f"{sums[row][m, peer]} / {of[row][m]}" if of[row][m] else "-" for m in measures for peer in (0, 1))]
        for row in rows
    ]
    return "One angle between two fixed limits (right / compared)", head, body


def beaten(found: Sequence[Finding]) -> str:
    """A line for each recording in which the simple counter is right and ours is not, with our cause."""
    right = {(f.exercise, f.name, f.measure) for f in found if f.measure.startswith(PEER) and f.right}
    ours = [f for f in found if not f.right and (f.exercise, f.name, PEER + f.measure) in right]
    return "\n".join(f"one angle is right: {f.name}, {f.exercise}, {f.measure}: {f.miss}" for f in ours if f.miss)
