"""Which exercise is it? Proposed from the landmarks: where the body is, then how it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from formcheck import exercises
from formcheck.analysis.session import Session
from formcheck.events import Attempt, Hold, Rep
from formcheck.exercises.spec import Exercise
from formcheck.frames import Phase
from formcheck.result import SetResult
from formcheck.track import PoseTrack

CERTAIN = 0.6
"""Confidence from which a proposal is taken without asking: the best explains the time well, the next does not."""

UNTOLD = ("paced", "monitor")
"""Kinds that cannot be told from their position: lying on the back is the start of many things."""

LITTLE = 0.1
"""Share of the time with a person: an exercise that fills less of it, with one repetition at most, was not done."""


@dataclass(frozen=True)
class Proposal:
    """An exercise that the recording may show.

    Attributes
    ----------
    exercise : str
    fit : float
        0 to 1: the share of the time with a person that the exercise explains, half by position, half by
        repetitions or good hold. A hold without a good second counts a quarter of its time.
    confidence : float
        0 to 1: 1 where the exercise explains half of the time or more and the next best half as much as it or less.
    """

    exercise: str
    fit: float
    confidence: float


def propose(track: PoseTrack, candidates: Iterable[str | Exercise] | None = None) -> list[Proposal]:
    """Exercises that explain a track, best first; empty where none does.

    Parameters
    ----------
    track : PoseTrack
    candidates : iterable of str or Exercise, optional
        To choose from, by id or themselves; all built-in exercises if left out. Paced ones and monitors are passed
        over.
    """
    if not track.has_pose.any():
        return []
    fits = {}
    for candidate in exercises.names() if candidates is None else candidates:
        exercise = exercises.get(candidate) if isinstance(candidate, str) else candidate
        if exercise.kind not in UNTOLD:
            fits[exercise.id] = _fit(track, exercise)
    ranked = sorted(((fit, name) for name, fit in fits.items() if fit > 0), reverse=True)
    found = []
    for rank, (fit, name) in enumerate(ranked):
        best_other = ranked[1][0] if rank == 0 and len(ranked) > 1 else ranked[0][0] if rank else 0.0
        behind = max(0.0, 1.0 - best_other / fit) if rank == 0 else 0.0
        found.append(Proposal(name, fit, min(1.0, 2 * fit) * min(1.0, 2 * behind)))
    return found


def everything() -> list[str]:
    """Ids of all exercises: built-in ones and the user's own."""
    return list(dict.fromkeys([*exercises.names(), *(mine.id for mine in exercises.user_exercises()[0])]))


def looks_like(result: SetResult, exercise: Exercise, landmarks: Callable[[], PoseTrack | None]) -> str | None:
    """Another exercise that a set certainly shows, where next to nothing of the one it was checked for was found.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
        The one that it was checked for.
    landmarks : callable
        Gives the landmarks of the set; called only where little was found.

    Returns
    -------
    str or None
        Its id.
    """
    if not _little(result) or (track := landmarks()) is None:
        return None
    others = (name for name in everything() if name != exercise.id)
    best = next(iter(propose(track, [exercise, *others])), None)
    sure = best is not None and best.confidence >= CERTAIN and best.exercise != exercise.id
    return best.exercise if best and sure else None


def other_words(shown: Exercise, wanted: Exercise) -> str:
    """``This looks like a plank, not a squat``.

    Parameters
    ----------
    shown, wanted : Exercise
        The one that the set shows, and the one that was asked for.
    """
    return f"This looks like {with_article(shown.name)}, not {with_article(wanted.name)}"


def with_article(name: str) -> str:
    """``a plank``, ``an elevated pigeon``."""
    word = name[0].lower() + name[1:]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _little(result: SetResult) -> bool:
    """Whether repetitions, attempts and time in position fill next to nothing of the time with a person."""
    person_s = result.duration_s * result.n_frames_with_pose / max(result.n_frames, 1)
    done: tuple[Rep | Attempt | Hold, ...] = (*result.reps, *result.attempts, *result.holds)
    return len(result.reps) <= 1 and sum(each.end_s - each.start_s for each in done) < LITTLE * person_s


def _fit(track: PoseTrack, exercise: Exercise) -> float:
    """Share of the time with a person that is spent in position, and in repetitions or a good hold, averaged."""
    session = Session(exercise)
    frames = session.feed(track).frames
    result = session.result()
    present = int(track.has_pose.sum())
    span_s = result.duration_s * present / max(len(track), 1)
    if not span_s:
        return 0.0
    position = float((frames.phase != Phase.NONE).sum()) / present
    done_s = result.good_s
    if exercise.movement:  # a step on the way into the picture may look like one repetition
        done_s = sum(rep.end_s - rep.start_s for rep in result.reps)
        done_s *= len(result.reps) > 1 or done_s >= LITTLE * span_s
    if done_s:
        return 0.5 * min(1.0, position) + 0.5 * min(1.0, done_s / span_s)
    return 0.25 * min(1.0, sum(hold.end_s - hold.start_s for hold in result.holds) / span_s)
