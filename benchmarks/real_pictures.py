"""Photographs as landmarks: is the position of its exercise met, and is nothing else held?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import real_causes
from real_judge import Finding
from real_truth import Pictures, Truth

from formcheck import PoseTrack, Session, exercises
from formcheck.landmarks import SEEN

FPS, FRAMES = 15.0, 60
BODY = [11, 12, 23, 24, 25, 26, 27, 28]
"""Shoulders, hips, knees and ankles: a picture without them is passed over."""
HELD_S = 1.0


def still(data: dict[str, np.ndarray], i: int) -> PoseTrack:
    """A picture as a film of four seconds.

    Parameters
    ----------
    data : dict of name -> (N, ...) array
        ``image_px``, ``size_wh``, ``visibility`` and ``world_m``, or ``z_px`` in place of the last.
    i : int
        Which picture.
    """
    image = data["image_px"][i].astype(float)
    world = data["world_m"][i] if "world_m" in data else _world(image, data["z_px"][i].astype(float))
    seen = data["visibility"][i]

    def repeated(array: np.ndarray) -> np.ndarray:
        return np.repeat(np.asarray(array, float)[None], FRAMES, axis=0)

    width, height = (int(v) for v in data["size_wh"][i])
    times = np.arange(FRAMES) / FPS
    return PoseTrack(times, repeated(image), (width, height), repeated(world), repeated(seen), repeated(seen))


def _world(image_px: np.ndarray, z_px: np.ndarray) -> np.ndarray:
    """Metres around the hips, taking the trunk for half a metre."""
    middle = np.nanmean(image_px[23:25], axis=0)
    trunk = float(np.linalg.norm(np.nanmean(image_px[11:13], axis=0) - middle)) or 1.0
    depth = z_px - np.nanmean(z_px[23:25])
    return np.concatenate([image_px - middle, depth[:, None]], axis=1) / trunk * 0.5


def findings(folder: Path, truth: Truth) -> Iterator[Finding]:
    """What is found in the pictures of a list.

    Parameters
    ----------
    folder : Path
        In which the files of the list are looked for.
    truth : Truth
    """
    for pictures in truth.pictures:
        with np.load(folder / pictures.file) as stored:
            data = {name: stored[name] for name in stored.files}
        for i in range(len(data["name"])):
            whole = np.isfinite(data["image_px"][i][BODY]).all() and np.median(data["visibility"][i][BODY]) >= SEEN
            if whole and str(data["position"][i]) not in pictures.unjudged:
                yield from judged(pictures, data, i)


def judged(pictures: Pictures, data: dict[str, np.ndarray], i: int) -> Iterator[Finding]:
    position, name = str(data["position"][i]), str(data["name"][i])
    person = str(data["source"][i]) if "source" in data else pictures.file
    track = still(data, i)
    home = pictures.positions.get(position, [])
    causes = []
    for exercise in home:
        session = Session(exercise)
        update = session.feed(track)
        if any(event.kind == "in-position" for event in update.events):
            causes = []
            break
        causes.append(f"{exercise}: {real_causes.position(session.result(update.frames), np.ones(FRAMES, bool))}")
    if home:
        yield Finding(position, person, name, "position", int(not causes), 1, "; ".join(causes))
    others = {*exercises.names()} - {*home, *pictures.near.get(position, [])}
    held = [each for each in sorted(others) if exercises.get(each).kind == "hold" and _held_s(track, each) > HELD_S]
    yield Finding(
        position, person, name, "nothing else held", int(not held), 1, f"held: {', '.join(held)}" if held else ""
    )


def _held_s(track: PoseTrack, exercise: str) -> float:
    session = Session(exercise)
    return session.result(session.feed(track).frames).good_s
