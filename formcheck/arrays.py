"""Names for the arrays that every stage passes on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.int8]
"""Phases, verdicts, views, variants."""
IntArray = NDArray[np.intp]
"""Places in other arrays."""
Image = NDArray[np.uint8]
"""(H, W, 3) blue, green, red; or a mask (H, W)."""
