"""What does not fit together in an exercise file whose parts are right by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.exercises.metric_spec import COMBINING, POINTS

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise


def contradictions(exercise: Exercise) -> list[str]:
    """One line each, ``key: what was expected``, in no order; empty where all fits."""
    wrong = [*_wrong_names(exercise), *_wrong_sides(exercise), *_wrong_checks(exercise)]
    tables = (
        ("reps", exercise.reps),
        ("pulses", exercise.pulses),
        ("paced", exercise.pace),
        ("monitor", exercise.monitor),
    )
    for kind, table in tables:
        if (exercise.kind == kind) != (table is not None):
            name = "pace" if kind == "paced" else kind
            wrong.append(f"kind '{exercise.kind}' {'needs' if exercise.kind == kind else 'takes no'} [{name}]")
    if exercise.timed and not exercise.movement:
        wrong.append(f"timed: goes with movements that are counted, kind '{exercise.kind}' does not count any")
    if exercise.position.least_s and not (exercise.timed or exercise.kind == "hold"):
        wrong.append("position.least_s: needs time that is kept, kind 'hold' or timed = true")
    return wrong


def _wrong_names(exercise: Exercise) -> list[str]:
    wrong = [
        f"forward: unknown point '{point}': expected one of {', '.join(sorted(POINTS))}"
        for segment in exercise.forward
        for point in segment
        if point not in POINTS
    ]
    known, sided = set(), exercise.sided
    for name, metric in exercise.metrics.items():
        if metric.kind in COMBINING:
            wrong += [
                f"metrics.{name}: '{arg}' is not a metric above it"
                for arg in metric.args
                if arg.removeprefix("-") not in known
            ]
        wrong += [
            f"metrics.{name}.known_if: '{c.metric}' is not a metric above it"
            for c in metric.known_if
            if c.metric not in known
        ]
        known.add(name)
        if name in sided:
            known |= {f"{name}.left", f"{name}.right"}
    used = [("position", c.metric) for c in exercise.position.conditions]
    if exercise.position.still:
        used.append(("position.still", exercise.position.still.metric))
    used += [(f"variants.{v.id}", c.metric) for v in exercise.variants for c in v.conditions]
    used += [("side_when", c.metric) for c in exercise.side_when]
    used += [(f"checks.{c.id}", c.metric) for c in exercise.checks if not c.of_a_rep]
    if exercise.movement:
        used.append((f"{exercise.kind}.signal", exercise.movement.signal))
    if exercise.reps and exercise.reps.second:
        used.append(("reps.second", exercise.reps.second.metric))
    if exercise.reps and exercise.reps.steps:
        used.append(("reps.steps", exercise.reps.steps.metric))
    if exercise.reps:
        used += [("reps.resting", c.metric) for c in exercise.reps.resting]
    return wrong + [f"{where}: '{name}' is not in [metrics]" for where, name in used if name not in known]


def _wrong_sides(exercise: Exercise) -> list[str]:
    """Which side acts: by the signal, or by conditions of the file's own; and whether sides take turns."""
    wrong, moves, sided = [], exercise.movement, exercise.sided
    if exercise.target.turns and not (moves and moves.sides):
        wrong.append("target.turns: needs movements whose sides are counted apart, sides = true")
    by_signal = moves is not None and (not exercise.side_when or moves.signal in sided)
    if moves and by_signal and moves.signal in exercise.metrics and moves.sides != (moves.signal in sided):
        times = "each side" if moves.signal in sided else "once"
        wrong.append(f"{exercise.kind}.sides: '{moves.signal}' is measured {times}, expected the same here")
    if not exercise.side_when:
        return wrong
    wrong += [
        f"side_when: '{c.metric}' is measured once, expected a metric of 'side_' or 'other_' points, by its own name"
        for c in exercise.side_when
        if c.metric.partition(".")[0] in exercise.metrics and c.metric not in sided
    ]
    if not moves:
        wrong.append("side_when: needs movements to count, what is held has variants named left and right")
    elif not moves.sides:
        wrong.append(f"{exercise.kind}.sides: expected true, as 'side_when' tells left from right")
    if {"left", "right"} & {variant.id for variant in exercise.variants}:
        wrong.append("side_when: the variants named left and right say already which side acts")
    return wrong


def _wrong_checks(exercise: Exercise) -> list[str]:
    wrong = []
    variants = {v.id for v in exercise.variants}
    for check in exercise.checks:
        unknown = set(check.variants) - variants
        if unknown:
            wrong.append(f"checks.{check.id}: no variant {sorted(unknown)}")
        if not exercise.movement and (check.take or check.when or check.against == "rest"):
            wrong.append(f"checks.{check.id}: 'take', 'when' and against = \"rest\" need movements to count")
    return wrong
