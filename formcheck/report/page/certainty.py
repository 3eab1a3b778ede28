"""What could not be seen and why, and how much the rest can be trusted, in plain words and counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.body_parts import check_landmarks
from formcheck.exercises.spec import TIMES, Check
from formcheck.landmarks import SEEN, SIDED, Landmark, Side
from formcheck.report.page.study import Study
from formcheck.report.table import LEAST_S, unknown_checks
from formcheck.result import SetResult
from formcheck.track import PoseTrack

_MOSTLY, _HARDLY = 0.95, 0.7
"""Shares of the pictures with a person in them, below which a set is no longer well seen, and poorly seen."""
_SHARE = 0.2
"""What is hidden or not judged for less of the time than this is not worth a line."""
_GAP_S = 0.3
_VIEW_WORDS = {
    "side": "from the side",
    "front": "from the front",
    "between": "at an angle, neither from the side nor the front",
    "any": "from any side",
    "unknown": "from a side that could not be told",
}


_TOO_LITTLE = "Too little of the movement was seen to judge it."


@dataclass(frozen=True)
class Unseen:
    """A check that could not be made for a while."""

    name: str
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
    lasting = unknown_checks(study.result, study.exercise)
    return [Unseen(_capital(check.name), seconds, _reason(check, study)) for check, seconds in lasting]


def certainty(study: Study) -> Certainty:
    """The verdict and its grounds: frames with a person, visibility, view, gaps between frames."""
    result, exercise, inside = study.result, study.exercise, study.inside
    hidden = _hidden(study)
    gaps = np.flatnonzero(np.diff(study.track.t_s) > _GAP_S)
    facts = [f"A person was found in {result.n_frames_with_pose} of {result.n_frames} pictures."]
    if inside.any():
        near = "" if result.view == "front" else f"; the {result.side} side was nearer to it"
        facts.append(f"The camera saw you {_VIEW_WORDS[result.view]}{near}.")
        if exercise.view not in ("any", result.view):
            facts.append(f"This exercise is checked {_VIEW_WORDS[exercise.view]}: turn the camera for full checks.")
    else:
        facts.append("The start position was never reached, so nothing was judged.")
    facts += [
        f"The {name} was hidden or outside the picture in {n} of {total} pictures in position."
        for name, n, total in hidden
    ]
    if inside.any() and not hidden:
        facts.append("The parts of the body that are measured were clearly visible.")
    if len(gaps):
        facts.append(f"{len(gaps)} gap{'s' if len(gaps) > 1 else ''} between pictures of more than {_GAP_S:g} s.")
    unsure = _not_fully_seen(result)
    facts += [unsure] if unsure else []
    missing = _missing(study)
    if missing:
        names = ", ".join(dict.fromkeys(check.name for check in missing))
        facts.append(f"Not seen for more than a fifth of the set, though the view was right: {names}.")
    wrong_view = exercise.view not in ("any", result.view)
    person = result.n_frames_with_pose / max(result.n_frames, 1)
    if not inside.any() or not result.n_frames_with_pose:
        return Certainty("low", "Nothing could be judged.", facts)
    if wrong_view or person < _HARDLY or 2 * len(missing) > len(exercise.checks):
        return Certainty("low", "Poorly seen: take this report as a hint and record again if you can.", facts)
    if person < _MOSTLY or hidden or gaps.size or missing or unsure:
        return Certainty("fair", "Mostly well seen: mind what is said below.", facts)
    return Certainty("high", "Well seen: what this report says rests on clear pictures.", facts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    counts = [(landmark_words(i), int(_out_of_sight(track, inside, i).sum())) for i in used]
    return [(name, n, total) for name, n in counts if total and n > _SHARE * total]


def _not_fully_seen(result: SetResult) -> str:
    """How many repetitions, or how much of the holds, nobody can call good; empty if none."""
    reps = result.count("not fully seen")
    if reps:
        return f"{reps} of {len(result.reps)} repetitions {'was' if reps == 1 else 'were'} not fully seen."
    if result.unseen_s >= max(LEAST_S, _SHARE * result.held_s):
        return f"{result.unseen_s:.1f} of {result.held_s:.1f} s in position were not fully seen."
    return ""


def _missing(study: Study) -> list[Check]:
    """The checks that this view allows and that could not be made for a good part of the set."""
    result, missing = study.result, []
    for check, seconds in zip(study.exercise.checks, result.unknown_check_s, strict=True):
        # a check on the person's own start cannot be made before that is known
        waiting_s = study.exercise.baseline_s if check.against == "start" else 0.0
        if check.view in ("any", result.view) and seconds - waiting_s >= max(LEAST_S, _SHARE * result.duration_s):
            missing.append(check)
    return missing


def _out_of_sight(track: PoseTrack, frames: NDArray[np.bool_], landmark: int) -> NDArray[np.bool_]:
    """(K,) for the frames: a landmark is hidden, or outside the picture, where BlazePose guesses with confidence."""
    (width, height), (x, y) = track.size_wh, track.image_px[frames, landmark].T
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    hidden: NDArray[np.bool_] = ~(inside & (track.visibility[frames, landmark] >= SEEN))
    return hidden


def _far_in_profile(landmark: int, near: Side, view: str) -> bool:
    """The far side of a person in profile: hidden by nature, and not measured where it matters."""
    return view == "side" and Landmark(landmark).name.startswith("RIGHT" if near == "left" else "LEFT")


def _reason(check: Check, study: Study) -> str:
    result, exercise = study.result, study.exercise
    if check.view not in ("any", result.view):
        return f"This is looked at {_VIEW_WORDS[check.view]}; the camera saw you {_VIEW_WORDS[result.view]}."
    if check.metric in TIMES:
        return _TOO_LITTLE
    looked = study.look(check)
    aside = looked.asked & ~looked.in_view
    waiting = looked.asked & looked.in_view & np.isnan(looked.base)
    lost = looked.asked & looked.in_view & np.isfinite(looked.base) & ~looked.seen
    counts = {"lost": int(lost.sum()), "aside": int(aside.sum()), "waiting": int(waiting.sum())}
    most = max(counts, key=lambda key: counts[key])
    if not counts[most]:
        return _TOO_LITTLE
    if most == "aside":
        return f"You were turned too far from the view that this needs ({_VIEW_WORDS[check.view]})."
    if most == "waiting" and check.against == "start":
        return f"It is measured from your own first {exercise.baseline_s:g} s, which had to pass first."
    if most == "waiting":
        return "Your own value, from which this is measured, was not known yet."
    parts = _lost_parts(check, study, lost)
    if not parts:
        return "What it measures was hidden, outside the picture, or pointed at the camera."
    return f"{parts} hidden, or outside the picture."


def _lost_parts(check: Check, study: Study, lost: NDArray[np.bool_]) -> str:
    result, exercise, track = study.result, study.exercise, study.track
    near: Side = "left" if result.side == "left" else "right"
    looked_at = sorted(check_landmarks(exercise, check, near, None))
    names = [landmark_words(i) for i in looked_at if _out_of_sight(track, lost, i).mean() > 0.5]
    both = [part for part in map(_part_words, SIDED) if {f"left {part}", f"right {part}"} <= set(names)]
    named = [f"the {name}" for name in names if name.partition(" ")[2] not in both]
    named += [f"one or both {part}s" for part in both]
    if not named:
        return ""
    text = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1]
    return f"{_capital(text)} {'were' if len(named) > 1 or both else 'was'}"


def _part_words(name: str) -> str:
    return {"index": "finger", "foot_index": "toe"}.get(name, name).replace("_", " ")
