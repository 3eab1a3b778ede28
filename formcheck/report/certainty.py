"""What could not be seen and why, and how much the rest can be trusted, in plain words and counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body_parts import check_landmarks
from formcheck.exercises.spec import TIMES, Check
from formcheck.landmarks import SIDED, Landmark
from formcheck.report.moments import Study
from formcheck.report.table import LEAST_S
from formcheck.report.timeline import fault_name
from formcheck.signals import SEEN, Side

_MOSTLY = 0.95
_HIDDEN_SHARE = 0.2
_GAP_S = 0.3
_VIEW_WORDS = {
    "side": "from the side", "front": "from the front", "between": "at an angle, neither from the side nor the front",
    "any": "from any side", "unknown": "from a side that could not be told",
}  # fmt: skip


@dataclass(frozen=True)
class Unseen:
    """A check that could not be made for a while."""

    name: str
    about: str
    seconds: float
    reason: str


@dataclass(frozen=True)
class Certainty:
    """How sure the report is: one verdict in words and what it rests on."""

    level: str
    verdict: str
    facts: list[str]


def unseen(study: Study) -> list[Unseen]:
    """The checks that could not be made for a while, longest first, with the main reason."""
    result, exercise = study.result, study.exercise
    lasting = sorted(((s, i) for i, s in result.unknown_s.items() if s >= LEAST_S), reverse=True)
    found = []
    for seconds, check_id in lasting:
        checks = [check for check in exercise.checks if check.id == check_id]
        reason = _reason(checks, study)
        found.append(Unseen(fault_name(check_id), checks[0].name if checks else "", seconds, reason))
    return found


def certainty(study: Study) -> Certainty:
    """The verdict and its grounds: frames with a person, visibility, view, gaps between frames."""
    result, exercise, inside = study.result, study.exercise, study.inside
    hidden = _hidden(study)
    gaps = np.flatnonzero(np.diff(study.track.t_s) > _GAP_S)
    facts = [f"A person was found in {result.n_frames_with_pose} of {result.n_frames} pictures."]
    if inside.any():
        facts.append(f"The camera saw you {_VIEW_WORDS[result.view]}; the {result.side} side was nearer to it.")
        if exercise.view not in ("any", result.view):
            facts.append(f"This exercise is checked {_VIEW_WORDS[exercise.view]}: turn the camera for full checks.")
    else:
        facts.append("The start position was never reached, so nothing was judged.")
    facts += [f"The {name} was hidden or outside the picture in {n} of {total} pictures in position."
              for name, n, total in hidden]  # fmt: skip
    if inside.any() and not hidden:
        facts.append("The parts of the body that are measured were clearly visible.")
    if len(gaps):
        facts.append(f"{len(gaps)} gap{'s' if len(gaps) > 1 else ''} between pictures of more than {_GAP_S:g} s.")
    length_s = max(result.duration_s, 1e-9)
    unknown = [i for i, s in result.unknown_s.items() if s > 0.5 * length_s and s >= LEAST_S]
    if unknown:
        facts.append(f"{len(unknown)} of {len(result.unknown_s)} checks could not be made for most of the set.")
    wrong_view = exercise.view not in ("any", result.view)
    person = result.n_frames_with_pose >= _MOSTLY * max(result.n_frames, 1)
    if not inside.any() or not result.n_frames_with_pose:
        return Certainty("low", "Nothing could be judged.", facts)
    if person and not wrong_view and not hidden and not gaps.size and not unknown:
        return Certainty("high", "Well seen: what this report says rests on clear pictures.", facts)
    if wrong_view or result.n_frames_with_pose < 0.7 * result.n_frames or len(unknown) > len(result.unknown_s) / 2:
        return Certainty("low", "Poorly seen: take this report as a hint and record again if you can.", facts)
    return Certainty("fair", "Mostly well seen: mind the points below.", facts)


def landmark_words(landmark: int) -> str:
    """``left knee`` for its index."""
    side, _, part = Landmark(landmark).name.lower().partition("_")
    return f"{side} {_part_words(part)}".strip()


def _hidden(study: Study) -> list[tuple[str, int, int]]:
    """Measured landmarks that were hidden for a good part of the time: name, frames, of how many."""
    result, exercise, track = study.result, study.exercise, study.track
    inside = study.inside & track.has_pose
    near: Side = "left" if result.side == "left" else "right"
    seen_checks = [c for c in exercise.checks if c.view in ("any", result.view) and c.metric not in TIMES]
    used = sorted({i for check in seen_checks for i in check_landmarks(exercise, check, near, None)})
    used = [i for i in used if i == Landmark.NOSE or not _far_in_profile(i, near, result.view)]
    total = int(inside.sum())
    counts = [(landmark_words(i), int((np.nan_to_num(track.visibility[inside, i]) < SEEN).sum())) for i in used]
    return [(name, n, total) for name, n in counts if total and n > _HIDDEN_SHARE * total]


def _far_in_profile(landmark: int, near: Side, view: str) -> bool:
    """The far side of a person in profile: hidden by nature, and not measured where it matters."""
    return view == "side" and Landmark(landmark).name.startswith("RIGHT" if near == "left" else "LEFT")


def _reason(checks: list[Check], study: Study) -> str:
    result, exercise, frames = study.result, study.exercise, study.frames
    wanted = {check.view for check in checks}
    if wanted and "any" not in wanted and result.view not in wanted:
        views = " or ".join(_VIEW_WORDS[view] for view in sorted(wanted))
        return f"This is looked at {views}; the camera saw you {_VIEW_WORDS[result.view]}."
    for check in checks:
        if check.metric in TIMES:
            continue
        looked = study.look(check)
        lost = looked.asked & np.isnan(frames.metrics[check.metric])
        aside = looked.asked & ~looked.in_view
        waiting = looked.asked & np.isfinite(frames.metrics[check.metric]) & np.isnan(looked.base)
        counts = {"lost": int(lost.sum()), "aside": int(aside.sum()), "waiting": int(waiting.sum())}
        most = max(counts, key=lambda key: counts[key])
        if not counts[most]:
            continue
        if most == "aside":
            return f"You were turned too far from the view that this needs ({_VIEW_WORDS[check.view]})."
        if most == "waiting":
            return "Your own value, from which this is measured, was not known yet." if check.against != "start" else (
                f"It is measured from your own first {exercise.baseline_s:g} s, which had to pass first."
            )  # fmt: skip
        parts = _lost_parts(check, study, lost)
        return f"{parts} hidden, or outside the picture." if parts else "What it measures could not be made out."
    return "Too little of the movement was seen to judge it."


def _lost_parts(check: Check, study: Study, lost: NDArray[np.bool_]) -> str:
    result, exercise, track = study.result, study.exercise, study.track
    near: Side = "left" if result.side == "left" else "right"
    width, height = track.size_wh
    names = []
    for i in sorted(check_landmarks(exercise, check, near, None)):
        xy = track.image_px[lost, i]
        off = (xy < 0).any(axis=1) | (xy[:, 0] >= width) | (xy[:, 1] >= height)
        hidden = (np.nan_to_num(track.visibility[lost, i]) < SEEN) | off
        if hidden.mean() > 0.5:
            names.append(landmark_words(i))
    both = [part for part in map(_part_words, SIDED) if {f"left {part}", f"right {part}"} <= set(names)]
    named = [f"the {name}" for name in names if name.partition(" ")[2] not in both]
    named += [f"one or both {part}s" for part in both]
    if not named:
        return ""
    text = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1]
    return f"{text[0].upper()}{text[1:]} {'were' if len(named) > 1 or both else 'was'}"


def _part_words(name: str) -> str:
    return {"index": "finger", "foot_index": "toe"}.get(name, name).replace("_", " ")
