"""Ground truth of a performance: what happened and when, and the angles per frame of three kinds; to and from JSON.

Angles, degrees, per side (``left``, ``right``) and kind:

``sagittal``
    In the pelvis' own sagittal plane: sideways components are dropped. What a posture script commands.
``space``
    Between the joints in 3D.
``image``
    Between the projections of the joints into one camera's picture.

Signs: flexion is positive, 0 is straight. ``knee`` hip-knee-ankle; ``hip`` shoulder-hip-knee (< 0: beyond
straight); ``line`` shoulder-hip-ankle (> 0: hips piked, < 0: sagging); ``elbow`` shoulder-elbow-wrist;
``trunk`` inclination of hip to shoulder from vertical, > 0 forward; ``thigh`` inclination of knee to hip
above horizontal (90 standing, 0 parallel).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.synthetic.body import SIDES
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import Y, angle_deg, dot, norm

SCHEMA = "formcheck.truth/1"
ANGLES = ("knee", "hip", "line", "elbow", "trunk", "thigh")
_TRIPLES = {
    "knee": ("hip", "knee", "ankle", -1.0),
    "hip": ("shoulder", "hip", "knee", 1.0),
    "line": ("shoulder", "hip", "ankle", 1.0),
    "elbow": ("shoulder", "elbow", "wrist", 1.0),
}


@dataclass(frozen=True)
class TrueRep:
    """One cycle, a rep or an attempt that turns back early.

    ``peak_s`` is the middle of the time spent at the peak; ``side`` is that of the leg, "both" if unsided.
    """

    start_s: float
    peak_s: float
    end_s: float
    side: str = "both"
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrueHold:
    """Time in position; ``good_s`` counts the seconds in good form."""

    start_s: float
    end_s: float
    good_s: float


@dataclass(frozen=True)
class TrueFault:
    """A fault in a rep (index from 0; -1 in a hold), seen between two times; ``amount`` as given to the script."""

    id: str
    rep: int
    start_s: float
    end_s: float
    amount: float
    unit: str


@dataclass(frozen=True)
class Truth:
    """What a performance does. ``set_start_s``, ``set_end_s``: in position for the exercise."""

    exercise: str
    variant: str
    body: str
    seed: int
    duration_s: float
    set_start_s: float
    set_end_s: float
    reps: tuple[TrueRep, ...] = ()
    attempts: tuple[TrueRep, ...] = ()
    holds: tuple[TrueHold, ...] = ()
    faults: tuple[TrueFault, ...] = ()

    def fault_ids(self) -> tuple[str, ...]:
        """The different faults, in order of appearance."""
        return tuple(dict.fromkeys(fault.id for fault in self.faults))

    def to_json(
        self, angles: Angles | None = None, camera: PinholeCamera | None = None, fps: float | None = None
    ) -> str:
        """The truth as JSON text: the fields of this class, ``schema``, and what is given.

        ``angles[name][kind][side]`` is a list with a value per frame, null where undefined.

        Parameters
        ----------
        angles : Angles, optional
            Of :func:`measure`.
        camera : PinholeCamera, optional
        fps : float, optional
            Frames a second of the angles.
        """
        data: dict[str, Any] = {"schema": SCHEMA} | asdict(self)
        if camera is not None:
            data["camera"] = camera.to_dict()
        if fps is not None:
            data["fps"] = fps
        if angles is not None:
            data["angles"] = {
                name: {
                    kind: {side: _numbers(values) for side, values in sides.items()} for kind, sides in kinds.items()
                }
                for name, kinds in angles.items()
            }
        return json.dumps(data)

    @classmethod
    def from_json(cls, text: str) -> Truth:
        """Read what :meth:`to_json` wrote (the angles stay in the text: see :func:`load_angles`).

        Raises
        ------
        TrackError
            If the text is not a truth file of this schema.
        """
        data = _parse(text)
        keys = ("exercise", "variant", "body", "seed", "duration_s", "set_start_s", "set_end_s")
        return cls(
            **{key: data[key] for key in keys},
            reps=tuple(TrueRep(**(r | {"faults": tuple(r["faults"])})) for r in data["reps"]),
            attempts=tuple(TrueRep(**(r | {"faults": tuple(r["faults"])})) for r in data["attempts"]),
            holds=tuple(TrueHold(**h) for h in data["holds"]),
            faults=tuple(TrueFault(**f) for f in data["faults"]),
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Truth:
        """Read a truth file; raises :class:`TrackError` if it is none."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))


Angles = dict[str, dict[str, dict[str, FloatArray]]]


def load_angles(text: str) -> Angles:
    """The angles per frame of a truth file's text: ``angles[name][kind][side]`` (T,); empty if it holds none."""
    return {
        name: {
            kind: {side: np.array(v, dtype=np.float64) for side, v in sides.items()} for kind, sides in kinds.items()
        }
        for name, kinds in _parse(text).get("angles", {}).items()
    }


def _parse(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise TrackError(f"not a truth file (JSON): {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise TrackError(f"not a truth file: expected schema '{SCHEMA}'")
    return data


def _numbers(values: FloatArray) -> list[float | None]:
    return [round(float(v), 2) if np.isfinite(v) else None for v in values]


def measure(skeleton: Skeleton, camera: PinholeCamera | None = None) -> Angles:
    """All angles of a skeleton: ``angles[name][kind][side]`` (T,) degrees.

    Parameters
    ----------
    skeleton : Skeleton
    camera : PinholeCamera, optional
        With it there is the kind ``image``.
    """
    kinds = {"sagittal": _sagittal(skeleton), "space": skeleton.points}
    signs = {"sagittal": 1.0, "space": 1.0}
    result: Angles = {name: {} for name in ANGLES}
    for kind, points in kinds.items():
        for side in SIDES:
            for name, values in _angles(skeleton, points, side).items():
                result[name].setdefault(kind, {})[side] = values * signs[kind]
    if camera is not None:
        for side in SIDES:
            for name, values in _image_angles(skeleton, camera, side).items():
                result[name].setdefault("image", {})[side] = values
    return result


def _sagittal(skeleton: Skeleton) -> dict[str, FloatArray]:
    left = skeleton.frames["pelvis"][..., 2]
    origin = skeleton.points["pelvis"]
    return {k: v - left * dot(v - origin, left)[:, None] for k, v in skeleton.points.items()}


def _angles(skeleton: Skeleton, points: dict[str, FloatArray], side: str) -> dict[str, FloatArray]:
    left = skeleton.frames["pelvis"][..., 2]
    result = {}
    for name, (a, b, c, sign) in _TRIPLES.items():
        p, q, r = (points[f"{side}_{joint}"] for joint in (a, b, c))
        bend = 180.0 - angle_deg(p, q, r)
        turning = np.sign(dot(np.cross(p - q, r - q), left)) * sign
        # Elbows bend in any plane: their flexion has no sign here.
        result[name] = bend if name == "elbow" else bend * np.where(turning == 0, 1.0, turning)
    trunk = points[f"{side}_shoulder"] - points[f"{side}_hip"]
    forward = np.cross(left, Y + 0 * left)
    result["trunk"] = np.degrees(np.arctan2(dot(trunk, forward) / np.maximum(norm(forward), 1e-9), trunk[:, 1]))
    thigh = points[f"{side}_hip"] - points[f"{side}_knee"]
    result["thigh"] = np.degrees(np.arcsin(np.clip(thigh[:, 1] / norm(thigh), -1, 1)))
    return result


def _image_angles(skeleton: Skeleton, camera: PinholeCamera, side: str) -> dict[str, FloatArray]:
    joints = {
        j: camera.project(skeleton.points[f"{side}_{j}"])
        for j in ("shoulder", "hip", "knee", "ankle", "elbow", "wrist")
    }
    left = skeleton.frames["pelvis"][..., 2]
    # In the picture y runs down; the sign of a bend flips when the person's left points away from the camera.
    toward = np.sign(dot(left, camera.position - skeleton.points["pelvis"]))
    result = {}
    for name, (a, b, c, sign) in _TRIPLES.items():
        p, q, r = joints[a], joints[b], joints[c]
        bend = 180.0 - angle_deg(p, q, r)
        u, v = p - q, r - q
        turning = -np.sign(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) * toward * sign
        result[name] = bend if name == "elbow" else bend * np.where(turning == 0, 1.0, turning)
    trunk = joints["shoulder"] - joints["hip"]
    result["trunk"] = np.degrees(np.arctan2(-toward * trunk[:, 0], -trunk[:, 1]))
    thigh = joints["hip"] - joints["knee"]
    result["thigh"] = np.degrees(np.arcsin(np.clip(-thigh[:, 1] / norm(thigh), -1, 1)))
    return result
