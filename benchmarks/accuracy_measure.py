"""How far what the checker measures is from true landmarks before the same camera."""

from __future__ import annotations

import numpy as np
from accuracy_cases import FPS, Case
from accuracy_score import SetRow, match, units_of
from accuracy_tracks import flexions

from formcheck import PoseTrack, analyze, exercises, synthetic


def measure(row: SetRow, case: Case, performance: synthetic.Performance, track: PoseTrack, ideal: PoseTrack) -> None:
    """Add how far metrics are from those of the true landmarks before the same camera, and joint angles."""
    ours, theirs = analyze(track, case.check_as), analyze(ideal, case.check_as)
    assert ours.frames is not None
    assert theirs.frames is not None
    inside = (theirs.frames.phase > 0) & (ours.frames.phase > 0)
    units = units_of(performance.truth)
    pairs = list(zip(match(units, ours.reps), match(units, theirs.reps), strict=True)) if ours.reps else []
    for check in exercises.get(case.check_as).checks:
        if check.view not in ("any", case.view) or (check.take is None and check.metric not in ours.frames.metrics):
            continue
        if check.take is not None:
            both = [(a.values, b.values) for a, b in pairs if a and b]
            gaps = [a[check.id] - b[check.id] for a, b in both if check.id in a and check.id in b]
        else:
            gap = ours.frames.metrics[check.metric][inside] - theirs.frames.metrics[check.metric][inside]
            gaps = list(gap[~np.isnan(gap)])
            if check.against and gaps:
                gaps = list(np.array(gaps) - np.median(gaps))
        known = np.array([gap for gap in gaps if not np.isnan(gap)])
        if len(known):
            worse = (float(known.mean()), float(np.abs(known).mean()))
            row.errors[check.id] = max(row.errors.get(check.id, worse), worse, key=lambda pair: pair[1])
    if case.view == "side":
        row.angles = _angle_errors(case, performance, track)


def _angle_errors(case: Case, performance: synthetic.Performance, track: PoseTrack) -> dict[str, tuple[float, float]]:
    truth = performance.truth
    within = (track.t_s >= truth.set_start_s) & (track.t_s <= truth.set_end_s) & track.has_pose
    true = performance.angles(case.camera(performance), FPS)
    found = {}
    for name, measured in flexions(track, case.near).items():
        gap = (measured - true[name]["image"][case.near])[within]
        gap = (gap + 180.0) % 360.0 - 180.0
        if len(gap):
            found[name] = (float(gap.mean()), float(np.abs(gap).mean()))
    return found
