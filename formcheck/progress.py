"""How a long job reports how far it is."""

from __future__ import annotations

from collections.abc import Callable

ProgressCallback = Callable[[int, int | None], None]
"""``progress(done, expected)``: both in units of the job; ``expected`` is None where nobody knows."""
