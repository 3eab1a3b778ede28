"""Names of points in other tools, and the landmarks that they mean."""

from __future__ import annotations

import re
from types import MappingProxyType

from formcheck.landmarks import Landmark

SPORTS2D: tuple[str, ...] = (
    "Nose", "LEyeInner", "LEye", "LEyeOuter", "REyeInner", "REye", "REyeOuter", "LEar", "REar", "LMouth", "RMouth",
    "LShoulder", "RShoulder", "LElbow", "RElbow", "LWrist", "RWrist", "LPinky", "RPinky", "LIndex", "RIndex",
    "LThumb", "RThumb", "LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle", "LHeel", "RHeel", "LBigToe", "RBigToe",
)  # fmt: skip # a table, packed
"""The 33 landmarks as Sports2D and Pose2Sim name them (their BLAZEPOSE skeleton)."""

COCO17: tuple[Landmark, ...] = (
    Landmark.NOSE, Landmark.LEFT_EYE, Landmark.RIGHT_EYE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR,
    Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW,
    Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST, Landmark.LEFT_HIP, Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE,
)  # fmt: skip # a table, packed
"""The order of COCO's 17 keypoints."""

_NOTHING = (None,)
HALPE26: tuple[Landmark | None, ...] = (
    *COCO17, *_NOTHING * 3, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX, *_NOTHING * 2,
    Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL,
)  # fmt: skip # a table, packed
"""COCO's 17, head, neck, hip, big toes, small toes, heels: the order of Halpe-26 (AlphaPose, RTMPose)."""


def landmark_of(name: str) -> Landmark | None:
    """The landmark that a marker or column name means: RShoulder, right_shoulder, R.Shoulder; None: none of the 33.

    Examples
    --------
    >>> landmark_of("LBigToe").name, landmark_of("right_knee").name, landmark_of("Sternum")
    ('LEFT_FOOT_INDEX', 'RIGHT_KNEE', None)
    """
    return _KNOWN.get(re.sub(r"[^a-z]", "", name.lower()))


def _known() -> dict[str, Landmark]:
    by_name: dict[str, Landmark] = {}
    for landmark in Landmark:
        plain = landmark.name.lower().replace("_", "")
        side = next((side for side in ("left", "right") if side in plain), "")
        part = plain.replace(side, "")
        parts = ("footindex", "bigtoe", "toe") if part == "footindex" else (part,)
        for each in parts:
            by_name |= {
                f"{start}{each}": landmark for start in ({"", side, side[:1]} if not side else {side, side[:1]})
            }
            if side:
                by_name[f"{each}{side}"] = landmark
    return by_name


_KNOWN = MappingProxyType(_known())
