"""What a scripted exercise is: a posture with parameters, its rest and peak, its faults - data, no behaviour
of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from formcheck.synthetic.body import Body
from formcheck.synthetic.postures import Params
from formcheck.synthetic.skeleton import Skeleton

Values = Mapping[str, float]


SkeletonOf = Callable[[Body, Params], Skeleton]
"""The skeletons (T,) of a body in a posture whose parameters are given."""
LeadIn = Callable[[Body, Skeleton], Sequence[Skeleton]]
"""The skeletons, one frame each, that a body passes on its way to the first one."""


@dataclass(frozen=True)
class Tempo:
    """Seconds of one rep: out from rest to peak, still at the peak, back, still at rest."""

    out_s: float
    hold_s: float
    back_s: float
    rest_s: float


@dataclass(frozen=True)
class Flaw:
    """How a fault shows, per unit of its amount.

    Parameters
    ----------
    amount : float
        Default amount, chosen to lie well beyond the error of landmarks.
    unit : str
        Unit of the amount: "deg", "s", ...
    peak, rest, always, midway : mapping
        Change of posture parameters per unit amount: at the peak, at rest, at both, and halfway back from the
        peak.
    tempo : mapping
        Change of ``out_s``, ``hold_s``, ``back_s`` per unit amount.
    gradual : bool
        In a hold: grows from start to end instead of coming and going.
    same_side : bool
        The arm of the same side is lifted instead of the opposite one.
    signs : tuple
        The fault exists both ways: +1, -1 (``amount`` carries the sign).
    """

    amount: float
    unit: str = "deg"
    peak: Values = field(default_factory=dict)
    rest: Values = field(default_factory=dict)
    always: Values = field(default_factory=dict)
    midway: Values = field(default_factory=dict)
    tempo: Values = field(default_factory=dict)
    gradual: bool = False
    same_side: bool = False
    signs: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Script:
    """One exercise as a script.

    Parameters
    ----------
    id : str
    kind : {"reps", "hold", "none", "pose"}
        "none" is no exercise; a "pose" is none either, and is shown from the first frame: no way into it is scripted.
    posture : callable (Body, params) -> Skeleton
        For parameters that are arrays (T,).
    rest, peak : mapping
        Posture parameters at rest and at the peak (of a good rep); for a hold, ``rest`` is the position held.
    flaws : mapping of fault id to Flaw
    tempo : Tempo
    lead_in : callable (Body, first) -> skeletons
        Postures between standing and the exercise's ``first`` one, each of one frame; the first of them
        stands.
    sided : bool
        Reps alternate between left and right.
    restless : mapping
        Amplitude of sway for each parameter, in its unit.
    view : {"side", "front"}
        The view the exercise is filmed from.
    first : mapping, optional
        For reps of two parts: the peak of the first part, from which the limb comes back to rest before it goes on to
        ``peak``. An attempt is one at the first part.
    """

    id: str
    kind: str
    posture: SkeletonOf
    rest: Values
    peak: Values
    flaws: Mapping[str, Flaw]
    tempo: Tempo
    lead_in: LeadIn
    sided: bool = False
    restless: Values = field(default_factory=dict)
    view: str = "side"
    first: Values | None = None
