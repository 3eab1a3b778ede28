"""A clip to try formcheck with: the checkout's sample, or one drawn on the spot."""

from __future__ import annotations

from pathlib import Path

EXERCISE = "glute-bridge"
_FPS = 12
_SIZE_WH = (640, 360)


def sample_clip() -> Path | None:
    """The checkout's sample recording; None in an installed package, which has none."""
    clip = Path(__file__).parents[2] / "sample_videos" / "glute_bridge_good.mp4"
    return clip if clip.is_file() else None


def draw_clip(path: Path) -> Path:
    """Draw a person doing two glute bridges and write it as a video.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from formcheck import synthetic
    from formcheck.media.video_writer import VideoWriter
    from formcheck.synthetic import paint_fast
    from formcheck.synthetic.scene import LOOKS, ROOMS, Scene

    performance = synthetic.perform(EXERCISE, reps=2)
    scene = Scene(performance, performance.camera(size_wh=_SIZE_WH), LOOKS["red"], ROOMS["living"])
    with VideoWriter(path, _SIZE_WH, fps_hint=_FPS) as video:
        for t_s, bgr in paint_fast.paint_all(scene, _FPS):
            video.write(bgr, t_s)
    return path
