"""The sample clip to try formcheck with."""

from __future__ import annotations

from pathlib import Path

EXERCISE = "glute-bridge"
_NAME = "glute_bridge_good.mp4"


def sample_clip() -> Path:
    """The sample recording: that of the checkout, or in an installed package the copy beside this module."""
    checkout = Path(__file__).parents[2] / "sample_videos" / _NAME
    return checkout if checkout.is_file() else Path(__file__).with_name(_NAME)
