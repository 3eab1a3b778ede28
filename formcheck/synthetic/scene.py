"""What both painters paint: a person's looks, a room, light, and the faults of a real picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from formcheck.arrays import FloatArray, Image
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.cones import Group, Material
from formcheck.synthetic.furniture import Cuboid, Rgb
from formcheck.synthetic.life import Life
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.skeleton import Skeleton


@dataclass(frozen=True)
class Look:
    """Colours of a person and what they hold; how far sleeves and shorts reach (0 to 1 of upper arm and thigh)."""

    skin: Rgb = (0.62, 0.40, 0.29)
    shirt: Rgb = (0.55, 0.06, 0.07)
    shorts: Rgb = (0.035, 0.045, 0.08)
    hair: Rgb = (0.045, 0.028, 0.018)
    shoe: Rgb = (0.50, 0.50, 0.52)
    prop: Rgb = (0.62, 0.30, 0.04)
    sock: Rgb = (0.75, 0.75, 0.75)
    sleeve: float = 0.55
    short: float = 0.50

    def colours(self) -> FloatArray:
        """(8, 3) linear colours, a row per ``Material``."""
        lip = tuple(c * f for c, f in zip(self.skin, (0.78, 0.50, 0.62), strict=True))
        rows = {
            Material.SKIN: self.skin,
            Material.SHIRT: self.shirt,
            Material.SHORTS: self.shorts,
            Material.HAIR: self.hair,
            Material.SHOE: self.shoe,
            Material.SOCK: self.sock,
            Material.LIP: lip,
            Material.PROP: self.prop,
        }
        return np.array([rows[m] for m in Material])


LOOKS: dict[str, Look] = {
    "red": Look(),
    "blue": Look(
        skin=(0.30, 0.17, 0.105), shirt=(0.05, 0.16, 0.42), shorts=(0.06, 0.06, 0.065), hair=(0.012, 0.010, 0.009)
    ),
    "green": Look(
        skin=(0.70, 0.50, 0.39), shirt=(0.10, 0.34, 0.18), shorts=(0.16, 0.16, 0.18), hair=(0.30, 0.20, 0.09), short=1.6
    ),
    "grey": Look(
        skin=(0.46, 0.28, 0.18),
        shirt=(0.30, 0.31, 0.33),
        shorts=(0.02, 0.02, 0.025),
        hair=(0.03, 0.02, 0.015),
        sleeve=1.6,
    ),
    "dark": Look(
        skin=(0.15, 0.085, 0.055), shirt=(0.60, 0.52, 0.12), shorts=(0.05, 0.09, 0.14), hair=(0.008, 0.007, 0.006)
    ),
}


@dataclass(frozen=True)
class Room:
    """A floor with a mat and a wall behind the person, and what stands in it; ``mat_half_m`` (0, 0) for no mat."""

    wall: Rgb = (0.70, 0.70, 0.66)
    floor: Rgb = (0.50, 0.36, 0.23)
    mat: Rgb = (0.20, 0.27, 0.40)
    mat_half_m: tuple[float, float] = (1.05, 0.36)
    furnished: bool = True
    blocks: tuple[Cuboid, ...] = ()


ROOMS: dict[str, Room] = {
    "living": Room(),
    "studio": Room(wall=(0.46, 0.52, 0.56), floor=(0.34, 0.31, 0.29), mat=(0.36, 0.22, 0.30), furnished=False),
    "bright": Room(wall=(0.82, 0.80, 0.76), floor=(0.62, 0.50, 0.36), mat=(0.16, 0.33, 0.28)),
    "dim": Room(wall=(0.33, 0.30, 0.27), floor=(0.26, 0.18, 0.12), mat=(0.12, 0.13, 0.16)),
}


@dataclass(frozen=True)
class Scene:
    """A performance before a camera.

    Parameters
    ----------
    performance : Performance
    camera : PinholeCamera
    look : Look
    room : Room
    light : (float, float, float)
        Direction toward the lamp, relative to the camera: right, up, toward the camera.
    brightness : float
        1 is well lit.
    grain : float
        Standard deviation of the sensor's noise, in 8-bit steps.
    seed : int
        Of the grain.
    life : callable, optional
        What moves that is no joint, at seconds of the performance; painted by the fine painter alone, as is ``held``.
    held : callable, optional
        What a person holds, wears or has lying on them, for one frame of a skeleton.
    """

    performance: Performance
    camera: PinholeCamera
    look: Look = field(default_factory=Look)
    room: Room = field(default_factory=Room)
    light: tuple[float, float, float] = (0.35, 0.9, 0.45)
    brightness: float = 1.0
    grain: float = 2.0
    seed: int = 0
    life: Callable[[float], Life] | None = None
    held: Callable[[Skeleton, Life], Sequence[Group]] | None = None

    def light_m(self) -> FloatArray:
        """(3,) unit vector toward the lamp, in the world."""
        right, _, forward = self.camera.axes
        level = np.array([forward[0], 0.0, forward[2]])
        level /= np.linalg.norm(level)
        direction = right * self.light[0] + np.array([0.0, self.light[1], 0.0]) - level * self.light[2]
        unit: FloatArray = direction / np.linalg.norm(direction)
        return unit

    def mat_centre_m(self) -> tuple[float, float]:
        """(x, z) of the mat's middle: under the camera's target."""
        return self.camera.target_m[0], self.camera.target_m[2]

    def seen_by(self, camera: PinholeCamera) -> Scene:
        """The same scene before another camera."""
        return replace(self, camera=camera)


def with_grain(image: Image, scene: Scene, index: int) -> Image:
    """Add the sensor's noise to a frame; the same frame gets the same noise.

    Parameters
    ----------
    image : (H, W, 3) uint8
    scene : Scene
    index : int
        Number of the frame.
    """
    if scene.grain <= 0:
        return image
    rng = np.random.default_rng((scene.seed, index))
    noise = rng.standard_normal(image.shape[:2], dtype=np.float32)[..., None] * np.float32(scene.grain)
    grainy: Image = np.clip(image + noise, 0, 255).astype(np.uint8)
    return grainy
