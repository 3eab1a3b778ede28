"""The verdict on a finished movement: a repetition, good or not or not fully seen, with its faults; or an attempt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formcheck.analysis.checks import NOT_ASKED, allowed_variants, covered, fits
from formcheck.analysis.faults import make_fault
from formcheck.analysis.frame_window import Block
from formcheck.analysis.movement_profile import acting_side, highest, peak_frame, profile_of
from formcheck.analysis.phases import Movement
from formcheck.analysis.spans import spans
from formcheck.analysis.whole_checks import KNOWN_SHARE, Judged, WholeChecks
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.events import FAIL, PASS, UNKNOWN, Attempt, Fault, Rep, Verdict
from formcheck.exercises.movement_spec import Pulses, Reps
from formcheck.exercises.spec import Check, Exercise
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.view import VIEWS

DOUBT_S = 0.3
"""In a position that is in doubt for this long, as long as a fault needs to be told, no fault is told: none of 201
repetitions in real recordings is so (full and heavy model)."""


@dataclass(frozen=True)
class JudgedRep:
    """A repetition and what its judging found.

    Attributes
    ----------
    rep : Rep
    faults : list of Fault
        By checks on the whole repetition.
    verdicts : dict of check index -> int
        Of those checks: 1 pass, 0 fail, -1 unknown.
    """

    rep: Rep
    faults: list[Fault]
    verdicts: dict[int, int]


class RepJudge:
    """Makes a :class:`Rep` with its faults, or an :class:`Attempt`, from the frames of a movement.

    Parameters
    ----------
    exercise : Exercise
    metrics : CompiledMetrics
        Of the exercise.
    counted : Reps or Pulses
        What the exercise counts.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics, counted: Reps | Pulses) -> None:
        self._checks = exercise.checks
        self._ids = list(dict.fromkeys(check.id for check in exercise.checks))
        self._of_frames = [i for i, check in enumerate(exercise.checks) if check.take is None]
        self._variants, self._demanded = allowed_variants(exercise.checks, exercise), _demanded(exercise)
        self._metrics, self._counted = metrics, counted
        self._wholes = WholeChecks(exercise, metrics)

    def attempt(self, movement: Movement, block: Block, needed: float) -> Attempt:
        """A movement that is no repetition, as an attempt.

        Parameters
        ----------
        movement : Movement
            With the reason.
        block : Block
            Its frames.
        needed : float
            What the signal had to reach.
        """
        assert movement.reason is not None
        side = acting_side(block, self._counted)
        return Attempt(side, movement.start_s, movement.end_s, highest(block), needed, movement.reason)

    def at_peak(self, block: Block, metric: str) -> float:
        """A metric, in its unit and of the side that acts, where the signal is highest.

        Parameters
        ----------
        block : Block
            The frames of a movement.
        metric : str
        """
        frame = peak_frame(block)
        column = self._metrics.column_of(metric, "left" if block.left_acts[frame] else "right")
        return float(block.values[frame, column])

    def change(self, block: Block, metric: str) -> float:
        """How far a metric goes from its lowest to its highest, in its unit, a twentieth of the frames left out on
        either side; 0 where it is unknown.

        Parameters
        ----------
        block : Block
            The frames of a movement.
        metric : str
        """
        values = block.values[:, self._metrics.column_of(metric, "left")]
        known = values[~np.isnan(values)]
        low, high = np.quantile(known, (0.05, 0.95)).tolist() if len(known) else (0.0, 0.0)
        return high - low

    def rep(
        self,
        number: int,
        movement: Movement,
        block: Block,
        baselines: dict[str, FloatArray],
        faults: list[Fault],
        *,
        unfinished: bool = False,
    ) -> JudgedRep:
        """The movement as a repetition.

        Parameters
        ----------
        number : int
            From 1.
        movement : Movement
        block : Block
            Its frames.
        baselines : dict of "rest", "start", "best" -> (M,) float
            The person's own values of the metrics, in their units.
        faults : list of Fault
            Those that frame checks have found so far.
        unfinished : bool
            More of it may come: what is missing so far is unknown.
        """
        profile = profile_of(movement, block, self._counted)
        view, variant = _most(block.view), _most(block.variant)
        wholes = self._wholes.judge(profile, baselines, view, variant, unfinished=unfinished)
        verdicts = {i: each.verdict for i, each in wholes.items()}
        failing = {i: each for i, each in wholes.items() if each.verdict == FAIL}
        found = [replace(self._fault(i, movement, each), rep=number) for i, each in failing.items()]
        told = [*(fault for fault in faults if fault.during(movement.start_s, movement.end_s)), *found]
        told_ids = {fault.id for fault in told}
        asked = self._demanded[:, view] & self._variants[:, variant]
        judged = verdicts | self._frame_verdicts(block)
        unknown = tuple(i for i in sorted(judged) if asked[i] and judged[i] == UNKNOWN)
        made = {i for i, verdict in judged.items() if asked[i] and verdict != NOT_ASKED}
        values, value_checks = self._values(wholes)
        rep = Rep(
            number=number,
            side=profile.side,
            start_s=movement.start_s,
            peak_s=profile.peak_s,
            end_s=movement.end_s,
            peak=profile.peak,
            top_s=profile.times["time.peak"],
            values=values,
            value_checks=value_checks,
            faults=tuple(check_id for check_id in self._ids if check_id in told_ids),
            unknown=tuple(dict.fromkeys(self._checks[i].id for i in unknown)),
            unknown_checks=unknown,
            verdict=self._verdict(told, made, unknown, block),
        )
        return JudgedRep(rep, found, verdicts)

    def _frame_verdicts(self, block: Block) -> dict[int, int]:
        """By check index, of those that judge every frame: all through the movement, see :func:`_judged`."""
        verdicts = zip(self._of_frames, block.verdict.T, strict=True)
        return {i: _judged(self._checks[i], block, codes) for i, codes in verdicts}

    def _fault(self, i: int, movement: Movement, judged: Judged) -> Fault:
        check, span_s = self._checks[i], (movement.start_s, movement.end_s)
        return make_fault(check, i, self._wholes.unit(check), span_s, judged.value, judged.worst_s, movement.end_s)

    def _values(self, wholes: dict[int, Judged]) -> tuple[dict[str, float], dict[str, int]]:
        """By id, what the checks on the whole movement measured, and which check did; see :class:`Rep`."""
        values: dict[str, float] = {}
        checks: dict[str, int] = {}
        for i, each in wholes.items():
            check_id = self._checks[i].id
            if each.verdict == FAIL or np.isnan(values.get(check_id, np.nan)):
                values[check_id], checks[check_id] = each.value, i
        return values, checks

    def _verdict(self, faults: list[Fault], asked: set[int], unknown: tuple[int, ...], block: Block) -> Verdict:
        """Of the gravest checks that were asked not one may be unknown in a good repetition, nor its position."""
        if any(fault.severity != "hint" for fault in faults):
            return "not good"
        if _longest_s(block.broken, block.t_s) >= DOUBT_S:
            return "not fully seen"
        severities = ("major", "minor", "hint")
        decisive = next((s for s in severities if any(self._checks[i].severity == s for i in asked)), None)
        unseen = any(self._checks[i].severity == decisive for i in unknown)
        return "not fully seen" if unseen or decisive is None else "good"


def _demanded(exercise: Exercise) -> BoolArray:
    """(C, V) the checks without which a repetition seen in a view is not fully seen.

    From where the exercise asks to be filmed these are the checks made for that view: a squat filmed from the side owes
    nothing to what only shows from the front. From anywhere else it owes all of them.
    """
    as_asked = np.array([view != "between" and exercise.view in ("any", view) for view in VIEWS])
    made = fits(exercise.checks)
    demanded: BoolArray = ~covered(exercise.checks) & (made | ~(as_asked & made.any(axis=0)))
    return demanded


def _judged(check: Check, block: Block, codes: CodeArray) -> int:
    """1 if a frame check was judged all through a repetition, -1 if a fault could have passed unseen, -2 if not asked.

    A fault is told once it has lasted ``check.for_s``: so long must no stretch without a verdict be.
    """
    asked = codes != NOT_ASKED
    if not asked.any():
        return NOT_ASKED
    lost = codes == UNKNOWN
    mostly = KNOWN_SHARE * np.count_nonzero(asked) <= np.count_nonzero(asked & ~lost)
    return PASS if mostly and _longest_s(lost, block.t_s) < check.for_s else UNKNOWN


def _longest_s(flags: BoolArray, t_s: FloatArray) -> float:
    """Seconds from the first to the last frame of the longest stretch in which a flag is set; -1 where it never is."""
    return float(max((t_s[until - 1] - t_s[at] for at, until in spans(flags) if flags[at]), default=-1.0))


def _most(codes: CodeArray) -> int:
    """The most frequent code; codes begin at -1."""
    return int(np.bincount(codes + 1).argmax()) - 1
