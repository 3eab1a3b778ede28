"""Measure BlazePose against the truth of rendered clips, and fit the noise model of synthetic tracks to it.

``python benchmarks/fit_noise.py [--fast] [CLIP ...]`` runs the pose model over the sample clips (``--fast``:
over the same performances painted fast, from more sides) and prints, per clip, landmark errors, angle errors
and visibility, and at the end the parameters that ``formcheck.synthetic.noise.NoiseModel`` has as defaults.
Lengths are percent of the torso's length.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from formcheck.landmarks import MIRROR, Landmark
from formcheck.media import VideoFile
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model
from formcheck.synthetic import paint_fast
from formcheck.synthetic.landmarks import hidden, landmarks_m, track_of
from formcheck.synthetic.noise import GROUPS
from formcheck.synthetic.scene import Scene
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.truth import measure
from formcheck.synthetic.vec import norm
from formcheck.track import PoseTrack

FOLDER = Path(__file__).parent.parent / "sample_videos"
sys.path.insert(0, str(FOLDER))
from render import CLIPS  # noqa: E402  (a script beside the clips, not part of the package)

Array = NDArray[np.float64]
LIMBS = [Landmark[f"{side}_{joint}"] for side in ("LEFT", "RIGHT") for joint in ("HIP", "KNEE", "ANKLE", "SHOULDER")]
ANGLES = {
    "knee": ("HIP", "KNEE", "ANKLE"),
    "hip": ("SHOULDER", "HIP", "KNEE"),
    "line": ("SHOULDER", "HIP", "ANKLE"),
}


@dataclass(frozen=True)
class Comparison:
    """A measured track beside the true one; ``error`` (T, 33, 2) in torso lengths, ``cover`` (T, 33) 1 where hidden."""

    name: str
    near: str
    measured: PoseTrack
    ideal: PoseTrack
    skeleton: Skeleton
    scene: Scene
    error: Array
    cover: Array


def painted(name: str, fast: bool) -> Iterator[tuple[str, Scene, Iterator[tuple[float, NDArray[np.uint8]]]]]:
    """Scenes of a clip and their frames: the clip itself, or fast ones from several sides."""
    scene = CLIPS[name].scene()
    if not fast:
        video = VideoFile(FOLDER / f"{name}.mp4")
        yield name, scene, ((frame.t_s, frame.bgr) for frame in video)
        return
    view, near = CLIPS[name].camera.get("view", "side"), CLIPS[name].camera.get("near", "right")
    for yaw in (-20.0, 0.0, 20.0):
        turned = scene.seen_by(scene.performance.camera(view, near, yaw, size_wh=(640, 360)))
        yield f"{name} {yaw:+.0f}", turned, paint_fast.paint_all(turned, 10.0)


def compare(name: str, scene: Scene, frames: Iterator[tuple[float, NDArray[np.uint8]]]) -> Comparison:
    """Run the pose model over frames and line the result up with the truth."""
    with Landmarker(find_model()) as landmarker:
        measured = PoseTrack.concatenate([landmarker.detect(bgr, t_s) for t_s, bgr in frames])
    skeleton = scene.performance.pose(measured.t_s)
    ideal = track_of(skeleton, measured.t_s, scene.camera)
    torso_m = norm(skeleton.points["chest"] - skeleton.points["pelvis"])
    torso_px = torso_m * scene.camera.scale_px_per_m(skeleton.points["pelvis"])
    cover = np.clip(hidden(skeleton, landmarks_m(skeleton), scene.camera) * 2.0, 0.0, 1.0)
    error = (measured.image_px - ideal.image_px) / torso_px[:, None, None]
    near = (
        "left"
        if scene.camera.depth_m(skeleton.points["left_hip"]).mean()
        < scene.camera.depth_m(skeleton.points["right_hip"]).mean()
        else "right"
    )
    return Comparison(name, near, measured, ideal, skeleton, scene, error, cover)


def swapped(one: Comparison) -> NDArray[np.bool_]:
    """(T,) frames in which hips, knees, ankles and shoulders fit the truth of the other side clearly better."""
    mirrored = one.ideal.image_px[:, MIRROR][:, LIMBS]
    own = np.linalg.norm(one.measured.image_px[:, LIMBS] - one.ideal.image_px[:, LIMBS], axis=-1).mean(axis=1)
    other = np.linalg.norm(one.measured.image_px[:, LIMBS] - mirrored, axis=-1).mean(axis=1)
    return np.asarray(other < 0.7 * own)


def angle_errors(one: Comparison) -> dict[str, tuple[float, float]]:
    """Mean absolute error and bias (degrees) of the near side's angles, measured in the image."""
    truth = measure(one.skeleton, one.scene.camera)
    result = {}
    for name, joints in ANGLES.items():
        a, b, c = (one.measured.image_px[:, Landmark[f"{one.near.upper()}_{joint}"]] for joint in joints)
        u, v = a - b, c - b
        turn = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        bend = 180.0 - np.degrees(np.arctan2(np.abs(turn), (u * v).sum(axis=1)))
        true = truth[name]["image"][one.near]
        # Signed where the truth is: the same turning sense in the picture means the same sign.
        p, q, r = (one.ideal.image_px[:, Landmark[f"{one.near.upper()}_{joint}"]] for joint in joints)
        true_turn = (p - q)[:, 0] * (r - q)[:, 1] - (p - q)[:, 1] * (r - q)[:, 0]
        off = np.where(turn * true_turn >= 0, bend, -bend) * np.sign(np.where(true == 0, 1, true)) - true
        result[name] = (float(np.nanmean(np.abs(off))), float(np.nanmean(off)))
    return result


def mean_where(which: NDArray[np.bool_], values: Array) -> float:
    """Mean of the known values that are picked; NaN if there is none."""
    picked = values[which & np.isfinite(values)]
    return float(picked.mean()) if picked.size else float("nan")


def report(one: Comparison) -> None:
    """Print one clip's line."""
    size = np.linalg.norm(one.error, axis=-1) * 100
    seen = one.cover < 0.05
    groups = {name: mean_where(seen[:, list(group)], size[:, list(group)]) for name, group in GROUPS.items()}
    angles = angle_errors(one)
    lost = ~one.measured.has_pose
    print(
        f"{one.name:24s} pose {1 - lost.mean():5.1%}  swap {swapped(one).mean():4.1%}  "
        + "  ".join(f"{name} {value:4.1f}" for name, value in groups.items())
        + f"  hidden {mean_where(one.cover > 0.5, size):4.1f}  |  "
        + "  ".join(f"{name} {mae:4.1f} ({bias:+5.1f})" for name, (mae, bias) in angles.items())
    )


def fit(all_of: list[Comparison]) -> dict[str, float]:
    """The parameters of ``NoiseModel`` that these comparisons show."""
    joints = list(GROUPS["joints"])
    bias, jitter, hidden_bias, hidden_jitter, keep = [], [], [], [], []
    ratio: dict[str, list[float]] = {name: [] for name in GROUPS}
    depth, seen_vis, hidden_vis, vis_wander, swaps, drops, minutes = [], [], [], [], 0, 0, 0.0
    swap_s = lost_s = 0.0
    for one in all_of:
        ok = ~swapped(one) & one.measured.has_pose
        error = one.error[ok]
        mean = error.mean(axis=0)
        rest = error - mean
        seen, covered = one.cover.mean(axis=0) < 0.1, one.cover.mean(axis=0) > 0.6
        mine = [i for i in joints if seen[i]]
        bias.append(np.sqrt((mean[mine] ** 2).mean()))
        jitter.append(np.sqrt((rest[:, mine] ** 2).mean()))
        for name, group in GROUPS.items():
            part = [i for i in group if seen[i]]
            if part:
                ratio[name].append(np.sqrt((error[:, part] ** 2).mean()) / np.sqrt((error[:, mine] ** 2).mean()))
        behind = [i for i in joints if covered[i]]
        if behind:
            hidden_bias.append(np.sqrt((mean[behind] ** 2).mean()) / bias[-1])
            hidden_jitter.append(np.sqrt((rest[:, behind] ** 2).mean()) / jitter[-1])
        lag = (rest[1:, mine] * rest[:-1, mine]).mean() / (rest[:, mine] ** 2).mean()
        step = float(np.median(np.diff(one.measured.t_s)))
        keep.append(-step / np.log(min(lag, 0.999)))
        depth.append((one.measured.world_m[ok][:, joints, 2] - one.ideal.world_m[ok][:, joints, 2]).std())
        visibility = one.measured.visibility[ok]
        seen_vis.append(visibility[:, mine].mean())
        vis_wander.append(visibility.std(axis=0).mean())
        if behind:
            hidden_vis.append(visibility[:, behind].mean())
        swaps, drops = swaps + ndimage.label(swapped(one))[1], drops + ndimage.label(~one.measured.has_pose)[1]
        swap_s += float(swapped(one).sum()) * step
        lost_s += float((~one.measured.has_pose).sum()) * step
        minutes += (one.measured.t_s[-1] - one.measured.t_s[0]) / 60.0
    fitted = {
        "jitter": np.median(jitter),
        "jitter_s": np.median(keep),
        "bias": np.median(bias),
        "hidden_factor": np.median(hidden_bias + hidden_jitter) if hidden_bias else np.nan,
        "seen_visibility": np.mean(seen_vis),
        "hidden_visibility": np.mean(hidden_vis) if hidden_vis else np.nan,
        "visibility_jitter": np.mean(vis_wander),
        "swaps_per_min": swaps / minutes,
        "swap_s": swap_s / max(swaps, 1),
        "dropouts_per_min": drops / minutes,
        "dropout_s": lost_s / max(drops, 1),
        "depth_jitter": np.mean(depth),
    }
    fitted |= {f"{name}_factor": np.median(values) for name, values in ratio.items() if name != "joints" and values}
    return {name: float(value) for name, value in fitted.items()}


def mean_bias(all_of: list[Comparison]) -> None:
    """Print the mean error of each near-side joint along the body: what a constant correction could remove."""
    print("\nmean error of near-side joints, percent of the torso: toward the head / toward the person's front")
    for joint in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"):
        cells = []
        for one in all_of:
            up = one.ideal.image_px[:, 11:13].mean(axis=1) - one.ideal.image_px[:, 23:25].mean(axis=1)
            up /= np.linalg.norm(up, axis=1, keepdims=True)
            left_away = one.near == "right"
            front = np.stack([-up[:, 1], up[:, 0]], axis=1) * (1.0 if left_away else -1.0)
            e = one.error[:, Landmark[f"{one.near.upper()}_{joint}"]]
            cells.append(f"{np.nanmean((e * up).sum(1)) * 100:+5.1f}/{np.nanmean((e * front).sum(1)) * 100:+5.1f}")
        print(f"{joint:11s} " + "  ".join(cells))


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", help=f"default all: {', '.join(CLIPS)}")
    parser.add_argument("--fast", action="store_true")
    arguments = parser.parse_args()
    all_of = []
    for name in arguments.clips or CLIPS:
        for label, scene, frames in painted(name, arguments.fast):
            all_of.append(compare(label, scene, frames))
            report(all_of[-1])
    mean_bias(all_of)
    print("\nNoiseModel fitted to these clips")
    for parameter, value in fit(all_of).items():
        print(f"  {parameter:18s} {value:.3f}")


if __name__ == "__main__":
    main()
