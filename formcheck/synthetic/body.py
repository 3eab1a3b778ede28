"""Bodies: segment lengths as fractions of stature, and how far joints bend."""

from __future__ import annotations

from dataclasses import dataclass

SIDES = ("left", "right")


def other(side: str) -> str:
    """The other side of the body."""
    return "left" if side == "right" else "right"


def side_sign(side: str) -> float:
    """+1 for left, -1 for right: multiplies a frame's left axis."""
    return 1.0 if side == "left" else -1.0


@dataclass(frozen=True)
class Body:
    """A person's build. Lengths are metres, derived from stature.

    Parameters
    ----------
    name : str
    stature_m : float
        Height.
    leg, arm, width : float
        Factors on the length of legs and arms and on the width of shoulders and hips; 1 is the table's value.
    girth : float
        Factor on the thickness of every part; 1 is average.

    Notes
    -----
    Fractions of stature: thigh .245, shank .246, trunk from shoulder to hip .288, upper arm .186, forearm .146,
    ankle height .039, foot length .152, half biacromial width .129 (Drillis & Contini 1966, in Winter, *Biomechanics
    and Motor Control of Human Movement*, fig. 4.1). The joint centres that a pose model marks lie inside those
    widths: the shoulder joint about 5 cm medial of the acromion's outer edge, the hip joints .11 of stature apart.
    Contact heights (hip, shoulder, knee, elbow, wrist of a person lying or kneeling) are the drawn body's radii.
    """

    name: str = "average"
    stature_m: float = 1.75
    leg: float = 1.0
    arm: float = 1.0
    width: float = 1.0
    girth: float = 1.0

    def _of(self, fraction: float, factor: float = 1.0) -> float:
        return self.stature_m * fraction * factor

    @property
    def thigh(self) -> float:
        """Hip to knee, m."""
        return self._of(0.245, self.leg)

    @property
    def shank(self) -> float:
        """Knee to ankle, m."""
        return self._of(0.246, self.leg)

    @property
    def trunk(self) -> float:
        """Middle of the hips to middle of the shoulders with a straight back, m."""
        return self._of(0.288, 2 - self.leg)

    @property
    def lumbar(self) -> float:
        """Middle of the hips to the point where the back bends, m."""
        return 0.42 * self.trunk

    @property
    def thorax(self) -> float:
        """Point where the back bends to the middle of the shoulders, m."""
        return 0.58 * self.trunk

    @property
    def upper_arm(self) -> float:
        """Shoulder to elbow, m."""
        return self._of(0.186, self.arm)

    @property
    def forearm(self) -> float:
        """Elbow to wrist, m."""
        return self._of(0.146, self.arm)

    @property
    def shoulder_half(self) -> float:
        """Midline to shoulder joint, m."""
        return self._of(0.100, self.width)

    @property
    def hip_half(self) -> float:
        """Midline to hip joint, m."""
        return self._of(0.055, self.width)

    @property
    def neck(self) -> float:
        """Middle of the shoulders to the middle of the skull, along the spine, m."""
        return self._of(0.112)

    @property
    def ankle_height(self) -> float:
        """Ankle joint above the sole, m."""
        return self._of(0.042)

    @property
    def heel_back(self) -> float:
        """Ankle joint to the back of the heel, along the foot, m."""
        return self._of(0.040)

    @property
    def ball_ahead(self) -> float:
        """Ankle joint to the ball of the foot, along the foot, m."""
        return self._of(0.073)

    @property
    def toe_ahead(self) -> float:
        """Ankle joint to the tip of the toes, along the foot, m."""
        return self._of(0.112)

    @property
    def hip_rest(self) -> float:
        """Height of the hip joints of a person lying on the back or sitting on the floor, m."""
        return self._of(0.056, self.girth)

    @property
    def shoulder_rest(self) -> float:
        """Height of the shoulder joints of a person lying on the back, m."""
        return self._of(0.062, self.girth)

    @property
    def knee_rest(self) -> float:
        """Height of the knee joint of a person kneeling, m."""
        return self._of(0.033, self.girth)

    @property
    def elbow_rest(self) -> float:
        """Height of the elbow of a person leaning on the forearms, m."""
        return self._of(0.026)

    @property
    def wrist_rest(self) -> float:
        """Height of the wrist above a palm on the floor, m."""
        return self._of(0.026)


BODIES: dict[str, Body] = {
    body.name: body
    for body in (
        Body(),
        Body("tall", 1.93, leg=1.03, arm=1.02, girth=0.95),
        Body("short", 1.55, leg=0.97, arm=0.98),
        Body("broad", 1.76, leg=0.98, width=1.12, girth=1.18),
        Body("slim", 1.70, leg=1.02, width=0.94, girth=0.86),
    )
}

JOINT_LIMITS_DEG: dict[str, tuple[float, float]] = {
    "knee_flexion": (-5.0, 150.0),
    "hip_flexion": (-30.0, 150.0),
    "elbow_flexion": (-5.0, 150.0),
    "spine_flexion": (-35.0, 70.0),
}
"""Least and most flexion of healthy adults, degrees (American Academy of Orthopaedic Surgeons 1965). The hip's is
that of a full squat against the lowest part of the back, which bends with it; the spine's that of the whole back.
"""
