"""An exercise file turned into index arrays: what to work out from which points, for all frames of a chunk at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce

import numpy as np

from formcheck.arrays import BoolArray, FloatArray, IntArray
from formcheck.exercises.metric_spec import COMBINING, GEOMETRIC, Condition, Metric, Segment
from formcheck.exercises.spec import Exercise
from formcheck.metrics.conditions import Clause, Conditions
from formcheck.metrics.formulas import JOIN, OF_POINTS, Combined, Geometric, KnownIf, Lengths
from formcheck.metrics.point_table import PointTable, point
from formcheck.metrics.signals import Signals

Placed = tuple[int, Metric, str]
"""A metric, the column that it fills, and the side that its points and metrics of the acting side are on."""


class CompiledMetrics:
    """All metrics of an exercise.

    Attributes
    ----------
    names : list of str
        One a column. A metric of the acting side has three: ``name.left``, ``name.right`` and ``name``, which is the
        side that the movement is done with.
    units : list of str
    column : dict of name -> int
    acting : list of (int, int, int)
        Columns ``name``, ``name.left``, ``name.right`` of each of those.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.names: list[str] = []
        self.units: list[str] = []
        self.column: dict[str, int] = {}
        self.acting: list[tuple[int, int, int]] = []
        self.sided = exercise.sided
        placed: list[Placed] = []
        for name, metric in exercise.metrics.items():
            for side in ("left", "right") if name in self.sided else ("",):
                placed.append((self._add(f"{name}.{side}" if side else name, self._unit(metric)), metric, side))
        for name in self.sided:
            left, right = self.column[f"{name}.left"], self.column[f"{name}.right"]
            self.acting.append((self._add(name, self.units[left]), left, right))
        self._acting = np.array(self.acting, dtype=np.intp).reshape(-1, 3).T
        geometric = [(column, metric, side or "left") for column, metric, side in placed if metric.kind in GEOMETRIC]
        self._plan = _PointPlan(geometric, exercise.forward)
        self._levels = self._leveled(placed)

    def column_of(self, name: str, side: str = "") -> int:
        """Column of a metric of the file.

        Parameters
        ----------
        name : str
            As in the file, also ``name.left``.
        side : {"left", "right", ""}
            Of a metric of the acting side, the column of this side; left out, the one of the side that acts.
        """
        return self.column[f"{name}.{side}" if side and name in self.sided else name]

    def conditions(self, conditions: Sequence[Condition], side: str = "", *, loose: bool = False) -> Conditions:
        """Conditions of the file as arrays.

        Parameters
        ----------
        conditions : sequence of Condition
        side : {"left", "right", ""}
            Which side's column is asked of a metric of the acting side; empty for the side that acts.
        loose : bool
            Wider by the slack of each.
        """
        return Conditions([self.column_of(c.metric, side) for c in conditions], conditions, loose=loose)

    def clause(
        self, of_all: Sequence[Condition], of_any: Sequence[Sequence[Condition]], *, loose: bool = False
    ) -> Clause:
        """Conditions of the file that must all hold, and alternatives of which one must.

        Parameters
        ----------
        of_all : sequence of Condition
        of_any : sequence of sequence of Condition
        loose : bool
            Wider by the slack of each condition.
        """
        alternatives = [self.conditions(one, loose=loose) for one in of_any]
        return Clause(self.conditions(of_all, loose=loose), alternatives)

    def gather(self, clean: Signals) -> FloatArray:
        """(2, P, T) the points that the methods below read, pixels; NaN where they must not be measured."""
        return self._plan.table.gather(clean)

    def forward_px(self, points: FloatArray) -> FloatArray:
        """(T,) summed horizontal extent of the segments that point forward, px, + to the right; NaN ones left out."""
        starts, ends = self._plan.forward
        along = points[0].take(ends, axis=0) - points[0].take(starts, axis=0)
        return reduce(np.add, np.where(np.isnan(along), 0.0, along))

    def measure(self, points: FloatArray, forward: FloatArray) -> FloatArray:
        """(M, T) values of all metrics but the acting-side columns, which :meth:`act` fills.

        Parameters
        ----------
        points : (2, P, T) float
            Pixels; see :meth:`gather`.
        forward : (T,) float
            +1 where the person faces right in the image, -1 left, NaN unknown.
        """
        values = np.full((len(self.names), len(forward)), np.nan)
        units = self._plan.lengths.measure(points)
        for group in self._plan.groups:
            group.fill(values, points, forward, units)
        for step in self._levels:
            step.fill(values)
        return values

    def act(self, values: FloatArray, left: BoolArray) -> None:
        """Fill the acting-side columns of `values` in place.

        Parameters
        ----------
        values : (M, T) float
        left : (T,) bool
            The left side acts.
        """
        column, of_left, of_right = self._acting
        values[column] = np.where(left, values.take(of_left, axis=0), values.take(of_right, axis=0))

    def _add(self, name: str, unit: str) -> int:
        self.names.append(name)
        self.units.append(unit)
        self.column[name] = len(self.names) - 1
        return self.column[name]

    def _unit(self, metric: Metric) -> str:
        if metric.kind == "ratio":
            return "ratio"
        if metric.kind in COMBINING:
            return self.units[self.column_of(metric.args[0].removeprefix("-"), "left")]
        return GEOMETRIC[metric.kind][1]

    def _leveled(self, placed: Sequence[Placed]) -> list[Combined | KnownIf]:
        """Metrics of metrics, and what makes metrics unknown, in an order in which each reads what is complete."""
        level = dict.fromkeys(self.column.values(), 0)
        combined: dict[tuple[int, str, int], list[Placed]] = defaultdict(list)
        known_if: dict[int, list[tuple[int, int, Condition]]] = defaultdict(list)
        for column, metric, side in placed:
            if metric.kind in COMBINING:
                level[column] = 1 + max(level[arg] for arg in self._args(metric, side))
                combined[level[column], metric.kind, len(metric.args)].append((column, metric, side))
            for condition in metric.known_if:
                asked = self.column_of(condition.metric, side)
                level[column] = 1 + max(level[column], level[asked])
                known_if[level[column]].append((column, asked, condition))
        steps: list[tuple[int, Combined | KnownIf]] = [(key[0], self._combined(of)) for key, of in combined.items()]
        for at, of in known_if.items():
            columns, asked_columns, conditions = zip(*of, strict=True)
            steps.append((at, KnownIf(np.array(columns, dtype=np.intp), Conditions(asked_columns, conditions))))
        return [step for _, step in sorted(steps, key=lambda pair: pair[0])]

    def _args(self, metric: Metric, side: str) -> list[int]:
        return [self.column_of(arg.removeprefix("-"), side) for arg in metric.args]

    def _combined(self, metrics: Sequence[Placed]) -> Combined:
        """Metrics of one kind that combine as many others, as one step."""
        kind, n = metrics[0][1].kind, len(metrics[0][1].args)
        signs = [[-1.0 if arg.startswith("-") else 1.0 for arg in metric.args] for _, metric, _ in metrics]
        return Combined(
            columns=np.array([column for column, _, _ in metrics], dtype=np.intp),
            join=JOIN[kind],
            args=np.array([self._args(metric, side) for _, metric, side in metrics], dtype=np.intp).T,
            signs=np.array(signs).T[..., None],
            divisor=n if kind == "mean" else 1,
            times=np.array([[metric.times] for _, metric, _ in metrics]),
            plus=np.array([[metric.plus] for _, metric, _ in metrics]),
        )


class _PointPlan:
    """Where the points and lengths of all metrics are, so that each is gathered or measured once.

    Attributes
    ----------
    table : PointTable
    forward : (2, F) int
        Rows of the points where the segments that point forward start and end.
    groups : list of Geometric
    lengths : Lengths
    """

    def __init__(self, metrics: Sequence[Placed], forward: Sequence[Segment]) -> None:
        points = [point(end) for ends in forward for end in ends]
        points += [point(name, side, metric.guess) for _, metric, side in metrics for name in metric.points]
        self.table = PointTable(points)
        self.forward = self.table.rows([point(end) for ends in forward for end in ends]).reshape(-1, 2).T
        segments: dict[tuple[int, int], int] = {}
        units: dict[tuple[int, ...], int] = {}
        by_kind: dict[str, list[tuple[int, list[int], int]]] = defaultdict(list)
        for column, metric, side in metrics:
            ends = self._rows([name for segment in metric.per for name in segment], metric, side)
            unit = tuple(segments.setdefault(pair, len(segments)) for pair in zip(ends[::2], ends[1::2], strict=True))
            place = units.setdefault(unit, len(units)) if unit else -1
            kind = f"{metric.kind} {metric.sign}" if metric.sign else metric.kind
            if metric.kind == "flexion" and not metric.guess:
                kind = f"measured {kind}"
            by_kind[kind].append((column, self._rows(metric.args, metric, side), place))
        self.groups = [_geometric(kind, of) for kind, of in by_kind.items()]
        starts, joined = np.array(list(segments), dtype=np.intp).reshape(-1, 2).T
        self.lengths = Lengths(starts, joined, [np.array(unit, dtype=np.intp) for unit in units])

    def _rows(self, names: Sequence[str], metric: Metric, side: str) -> list[int]:
        rows: list[int] = self.table.rows([point(name, side, metric.guess) for name in names]).tolist()
        return rows


def _geometric(kind: str, metrics: Sequence[tuple[int, list[int], int]]) -> Geometric:
    """Metrics of one kind, each given as its column, the rows of its points and the row of its unit or -1."""
    columns, points, units = zip(*metrics, strict=True)
    rows: IntArray = np.array(points, dtype=np.intp).T
    return Geometric(
        np.array(columns, dtype=np.intp),
        OF_POINTS[kind],
        rows,
        np.array([unit for unit in units if unit >= 0], dtype=np.intp),
    )
