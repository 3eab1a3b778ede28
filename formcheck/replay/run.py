"""From the name of a recording to its result: find the exercise if need be, then check; for one file or many."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from formcheck import exercises, report
from formcheck.analysis import recognition as proposing
from formcheck.analysis.recognition import Proposal
from formcheck.exercises.spec import Exercise
from formcheck.media import VideoFile, open_recording
from formcheck.outputs import claimed
from formcheck.pose import first_person
from formcheck.pose.landmarker import Landmarker, PoseEstimator
from formcheck.progress import ProgressCallback
from formcheck.replay.landmarks import Stored, read_landmarks
from formcheck.replay.pipeline import replay
from formcheck.replay.request import ReplayRequest, ReplayResult
from formcheck.track import PoseTrack


def new_estimator(model: Path) -> PoseEstimator:
    """A pose estimator that stays with the first person."""
    return first_person.FirstPerson(partial(Landmarker, model))


def carry_out(order: ReplayRequest, progress: ProgressCallback, *, known: PoseTrack | None = None) -> ReplayResult:
    """Check a recording as it was ordered.

    Parameters
    ----------
    order : ReplayRequest
    progress : callable
        As of :func:`formcheck.replay.pipeline.replay`.
    known : PoseTrack, optional
        The landmarks of all its frames, where they were found before: they are not looked for again.

    Raises
    ------
    FormcheckError
        If nothing could be begun: no such file, no model, no folder. Later ones are in the answer.
    """
    source = _open(order)
    order.must_be_free()
    estimator = Stored(known) if known is not None else new_estimator(order.model)
    try:
        if order.exercise:
            return _check(order, order.exercise, source, estimator, progress)
        found = read_landmarks(source, estimator, progress)
    finally:
        estimator.close()
    proposals = () if found.interrupted else tuple(which(found.track))
    if not proposals or proposals[0].confidence < proposing.CERTAIN:
        kept = _keep(order, found.track)
        n_frames = int(found.track.has_pose.sum())
        return ReplayResult(None, None, proposals, n_frames, kept, found.error, found.interrupted)
    exercise = exercises.get(proposals[0].exercise)
    return _check(order, exercise, _open(order), Stored(found.track), progress, proposals)


def which(track: PoseTrack) -> list[Proposal]:
    """The exercises that a track may show, best first: built-in ones and the user's own."""
    return proposing.propose(track, proposing.everything())


def _open(order: ReplayRequest) -> VideoFile:
    return open_recording(order.path, start_s=order.start_s, end_s=order.end_s)


def _check(
    order: ReplayRequest,
    exercise: Exercise,
    source: VideoFile,
    estimator: PoseEstimator,
    progress: ProgressCallback,
    proposals: tuple[Proposal, ...] = (),
) -> ReplayResult:
    outcome = replay(
        source,
        exercise,
        order.make_folder(exercise.id),
        estimator=estimator,
        name=order.source,
        side=order.side,
        video=order.video,
        versions=report.versions(order.model),
        progress=progress,
    )
    return ReplayResult(outcome, exercise, proposals, outcome.result.n_frames_with_pose)


def _keep(order: ReplayRequest, track: PoseTrack) -> Path | None:
    """Store the landmarks of a recording whose exercise is not known; None if nobody was found."""
    if not track.has_pose.any():
        return None
    with claimed(order.make_folder() / "track.npz") as path:
        track.save(path)
    return path
