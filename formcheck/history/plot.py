"""The history of an exercise as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.extras import needs
from formcheck.history.trends import StoredSet
from formcheck.outputs import writing

_MARKS = {"": "o", "left": "<", "right": ">"}
_COLOURS = {"": "#0072b2", "left": "#0072b2", "right": "#d55e00"}


def plot(sets: Sequence[StoredSet], title: str, motion_label: str, path: Path) -> None:
    """Write a picture: how far the movement went (or how long it was held) and the share in good form, by set.

    Parameters
    ----------
    sets : sequence of StoredSet
        Of one exercise, oldest first.
    title, motion_label : str
        The label names what the movement is measured in.
    path : Path
        Its ending says what is written: .png, .svg or .pdf.

    Raises
    ------
    OutputError
        If it cannot be written.
    ExtraError
        If matplotlib is not installed.
    """
    with needs("plot"):
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415 - slow, and only needed here
        from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(9, 5.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    held = [(s.began, s.held_s) for s in sets if s.held_s > 0]
    for side in sorted({side for s in sets for side in s.motion}):
        points = [(s.began, s.motion[side]) for s in sets if side in s.motion]
        above.plot(*zip(*points, strict=True), marker=_MARKS[side], color=_COLOURS[side], label=side or None)
    if held:
        above.plot(*zip(*held, strict=True), marker="o", color=_COLOURS[""])
    above.set(title=title, ylabel="good seconds held" if held else motion_label)
    if any(side for s in sets for side in s.motion):
        above.legend()
    shares = [(s.began, 100 * s.good_share) for s in sets if s.good_share is not None]
    if shares:
        below.plot(*zip(*shares, strict=True), marker="o", color="#009e73")
    below.set(ylabel="in good form, %", ylim=(-5, 105))
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    below.xaxis.set_major_locator(locator)
    below.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    for axes in (above, below):
        axes.grid(alpha=0.3)
    try:
        with writing(path) as part:
            figure.savefig(part, dpi=120)
    except ValueError as error:
        raise OutputError(f"cannot write {path}: {error}; name a file that ends in .png, .svg or .pdf") from error
