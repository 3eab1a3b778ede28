"""The least that any checker must do with a recording: decode it and find the pose in every frame.

    python benchmarks/bare.py CLIP...

Compare its whole-process time with that of ``formcheck replay CLIP... -e EXERCISE --no-video``.
"""

from __future__ import annotations

import sys

from formcheck.media import VideoFile
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model


def main() -> None:
    found = frames = 0
    for clip in sys.argv[1:]:
        with Landmarker(find_model()) as landmarker:
            for frame in VideoFile(clip):
                found += bool(landmarker.detect(frame.bgr, frame.t_s).has_pose[0])
                frames += 1
    print(f"{found} of {frames} frames with a person")


if __name__ == "__main__":
    main()
