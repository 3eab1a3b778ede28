"""The 33 BlazePose landmarks of a skeleton: where they are, which of them a camera sees, and a track of them."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.landmarks import N_LANDMARKS, Landmark
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.skeleton import Skeleton, toe_tip
from formcheck.synthetic.vec import dot, norm
from formcheck.track import PoseTrack

HEAD_POINTS: dict[str, tuple[float, float, float]] = {
    "nose": (0.115, -0.020, 0.0),
    "left_eye_inner": (0.085, 0.013, 0.018),
    "right_eye_inner": (0.085, 0.013, -0.018),
    "left_eye": (0.083, 0.013, 0.0315),
    "right_eye": (0.083, 0.013, -0.0315),
    "left_eye_outer": (0.076, 0.013, 0.044),
    "right_eye_outer": (0.076, 0.013, -0.044),
    "left_ear": (-0.010, -0.005, 0.078),
    "right_ear": (-0.010, -0.005, -0.078),
    "mouth_left": (0.086, -0.052, 0.022),
    "mouth_right": (0.086, -0.052, -0.022),
}
"""Face landmarks in the head's frame (forward, up, left), metres from the middle of a skull; body 1.75 m tall."""

HIDDEN_VISIBILITY = 0.35
OUTSIDE_VISIBILITY = 0.10


def landmarks_m(skeleton: Skeleton) -> FloatArray:
    """(T, 33, 3) landmarks in world metres."""
    body, frames, points = skeleton.body, skeleton.frames, skeleton.points
    result = np.empty((len(skeleton), N_LANDMARKS, 3))
    for name, offset in HEAD_POINTS.items():
        place = points["head"] + frames["head"] @ (np.array(offset) * body.stature_m / 1.75)
        result[:, Landmark[name.upper()]] = place
    for side in SIDES:
        for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
            result[:, Landmark[f"{side}_{joint}".upper()]] = points[f"{side}_{joint}"]
        for name, place in _hand_and_foot(skeleton, side, body).items():
            result[:, Landmark[f"{side}_{name}".upper()]] = place
    return result


def _hand_and_foot(skeleton: Skeleton, side: str, body: Body) -> dict[str, FloatArray]:
    size = body.stature_m / 1.75
    # The thumb of a left hand whose back is up lies to its right, that of a right hand to its left.
    hand = skeleton.frames[f"{side}_hand"]
    thumb = hand[..., 2] * -side_sign(side)
    wrist = skeleton.points[f"{side}_wrist"]
    foot = skeleton.frames[f"{side}_foot"]
    sole = skeleton.points[f"{side}_ankle"] - foot[..., 1] * (body.ankle_height - 0.015 * size)
    return {
        "index": wrist + (hand[..., 0] * 0.090 + thumb * 0.028) * size,
        "pinky": wrist + (hand[..., 0] * 0.078 - thumb * 0.030) * size,
        "thumb": wrist + (hand[..., 0] * 0.060 + thumb * 0.050) * size,
        "heel": sole - foot[..., 0] * 0.85 * body.heel_back,
        "foot_index": toe_tip(
            sole + foot[..., 0] * body.ball_ahead, foot, 0.92 * body.toe_ahead - body.ball_ahead, 0.012
        ),
    }


def capsules(skeleton: Skeleton) -> list[tuple[FloatArray, FloatArray, float]]:
    """Trunk, head and limbs as (start (T, 3), end (T, 3), radius in m): what hides landmarks behind it."""
    p = skeleton.points
    thick = skeleton.body.stature_m / 1.75 * skeleton.body.girth
    parts = [
        (p["pelvis"], p["spine"], 0.11 * thick),
        (p["spine"], p["chest"], 0.12 * thick),
        (p["head"], p["head"] + skeleton.frames["head"][..., 1] * 0.03, 0.085),
    ]
    for side in SIDES:
        for a, b, radius in (
            ("hip", "knee", 0.065),
            ("knee", "ankle", 0.040),
            ("shoulder", "elbow", 0.040),
            ("elbow", "wrist", 0.030),
        ):
            parts.append((p[f"{side}_{a}"], p[f"{side}_{b}"], radius * thick))
    return parts


def hidden(skeleton: Skeleton, points: FloatArray, camera: PinholeCamera) -> FloatArray:
    """How far inside a nearer body part the ray from the lens to each landmark runs.

    A part does not hide a landmark that lies within 1.6 of its own radius.

    Parameters
    ----------
    skeleton : Skeleton
    points : (T, 33, 3)
        Landmarks, world metres.
    camera : PinholeCamera

    Returns
    -------
    (T, 33)
        0 seen, 1 through a part's middle.
    """
    rays = points - camera.position
    reach = norm(rays)
    result = np.zeros(points.shape[:2])
    for a, b, radius in capsules(skeleton):
        gap, along, apart = _closest(camera.position, rays, a[:, None], (b - a)[:, None])
        covers = (along * reach < reach - 1.2 * radius) & (apart > 1.6 * radius)
        result = np.maximum(result, np.where(covers, np.clip(1.0 - gap / radius, 0.0, 1.0), 0.0))
    return result


def _closest(
    origin: FloatArray, rays: FloatArray, start: FloatArray, bone: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Distance between rays and bones, the fraction of the ray nearest to the bone, and the ray end's
    distance to the bone.
    """
    w = origin - start
    a, b, c = dot(rays, rays), dot(rays, bone), np.maximum(dot(bone, bone), 1e-9)
    d, e = dot(rays, w), dot(bone, w)
    along_bone = np.clip((a * e - b * d) / np.maximum(a * c - b * b, 1e-9), 0.0, 1.0)
    along_ray = np.clip((b * along_bone - d) / a, 0.0, 1.0)
    gap = norm(w + rays * along_ray[..., None] - bone * along_bone[..., None])
    end = w + rays
    near = np.clip(dot(end, bone) / c, 0.0, 1.0)
    return gap, along_ray, norm(end - bone * near[..., None])


def ideal_track(performance: Performance, camera: PinholeCamera, fps: float = 30.0) -> PoseTrack:
    """The true landmarks of a performance as a pose track.

    ``image_px`` is the exact projection, also of what is hidden or outside the picture; ``world_m`` follows
    mediapipe: metres from the middle of the hips, camera axes x right, y down, z away. ``visibility`` falls
    from 1 to .35 for hidden landmarks and to .1 outside the picture; ``presence`` is 1 inside the picture. A
    person of whom less than a third of the landmarks is inside the picture counts as gone: NaN.

    Parameters
    ----------
    performance : Performance
    camera : PinholeCamera
    fps : float
        Frames a second.
    """
    t = performance.times(fps)
    skeleton = performance.pose(t)
    return track_of(skeleton, t, camera)


def track_of(skeleton: Skeleton, t_s: FloatArray, camera: PinholeCamera) -> PoseTrack:
    """The true landmarks of a skeleton, see :func:`ideal_track`.

    Parameters
    ----------
    skeleton : Skeleton
        T frames.
    t_s : (T,)
        Their times, seconds.
    camera : PinholeCamera
    """
    points = landmarks_m(skeleton)
    image = camera.project(points)
    middle = points[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    world = (points - middle) @ camera.axes.T
    width, height = camera.size_wh
    with np.errstate(invalid="ignore"):
        inside = (image[..., 0] >= 0) & (image[..., 0] < width) & (image[..., 1] >= 0) & (image[..., 1] < height)
    cover = np.clip(hidden(skeleton, points, camera) * 2.0, 0.0, 1.0)
    visibility = np.where(inside, 1.0 - (1.0 - HIDDEN_VISIBILITY) * cover, OUTSIDE_VISIBILITY)
    gone = inside.mean(axis=1) < 1 / 3
    presence = np.where(inside, 1.0, 0.3)
    for array in (image, world, visibility, presence):
        array[gone] = np.nan
    return PoseTrack(t_s, image, camera.size_wh, world, visibility, presence)
