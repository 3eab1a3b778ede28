"""Which performances are filmed how: the cases of ``accuracy.py``, found in the scripts by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from formcheck import exercises, synthetic
from formcheck.synthetic.performances import SCRIPTS, script_for
from formcheck.synthetic.scene import LOOKS, ROOMS, Scene

Through = Literal["ideal", "noisy", "pictures"]

YAWS = (0.0, 15.0, -15.0, 30.0, -30.0, 45.0, -45.0, 60.0, -60.0)
SHARES = (0.6, 1.0, 1.5)
"""Fractions of a fault's usual amount."""
FPS = 15.0

BODIES = tuple(synthetic.BODIES)
_DISTANCES = (1.0, 1.0, 1.3, 1.0, 1.6)
_HEIGHTS = (None, None, 0.35, None, 1.1)
_LIGHTS = ((0.35, 0.9, 0.45), (-0.7, 0.6, 0.3), (0.35, 0.9, 0.45), (0.1, 0.4, 0.9), (0.8, 0.5, -0.3))
_BRIGHTNESS = (1.0, 0.85, 1.0, 0.5, 1.2)
_GRAIN = (2.0, 2.0, 4.0, 8.0, 2.0)


@dataclass(frozen=True)
class Case:
    """One set: who does what (``arguments`` of ``synthetic.perform``) before which camera.

    Parameters
    ----------
    name : str
        The scenario, to find it again.
    check_as : str
        Exercise that the checker is told.
    arguments : dict
    through : {"ideal", "noisy", "pictures"}
    view, near, yaw_deg, height_m : as in ``Performance.camera``
    distance : float
        Multiple of the distance at which the person just fits.
    setting : int
        Picks look, room, light, brightness and grain of pictures.
    """

    name: str
    check_as: str
    arguments: dict[str, Any]
    through: Through = "ideal"
    view: str = "side"
    near: str = "right"
    yaw_deg: float = 0.0
    distance: float = 1.0
    height_m: float | None = None
    setting: int = 0

    @property
    def performed(self) -> str:
        """A key that cases of one performance share."""
        return json.dumps(self.arguments, sort_keys=True)

    @property
    def id(self) -> str:
        """Everything one needs to see it again, in a line."""
        who = f"{self.arguments.get('body', 'average')}/{self.arguments.get('seed', 0)}"
        where = f"{self.view} {self.near} {self.yaw_deg:+.0f} x{self.distance:g} h{self.height_m or 'usual'}"
        return f"{self.name} [{who}] {where} {self.through} s{self.setting}"

    def perform(self) -> synthetic.Performance:
        """Perform it."""
        return synthetic.perform(**self.arguments)

    def camera(self, performance: synthetic.Performance) -> synthetic.PinholeCamera:
        """The camera of this case."""
        how: dict[str, Any] = dict(
            view=self.view, near=self.near, yaw_deg=self.yaw_deg, height_m=self.height_m, size_wh=(640, 360)
        )
        fits = performance.camera(**how)
        return performance.camera(**how, distance_m=fits.distance_m * self.distance)

    def scene(self, performance: synthetic.Performance) -> Scene:
        """What the painter paints."""
        k = self.setting
        return Scene(
            performance,
            self.camera(performance),
            list(LOOKS.values())[k % len(LOOKS)],
            list(ROOMS.values())[k % len(ROOMS)],
            _LIGHTS[k % 5],
            _BRIGHTNESS[k % 5],
            _GRAIN[k % 5],
            k,
        )


def views_of(exercise: str) -> tuple[str, ...]:
    """The views an exercise can be filmed from."""
    view = exercises.get(exercise).view
    return ("side", "front") if view == "any" else (view,)


def landmark_cases(wanted: set[str], quick: bool) -> Iterator[Case]:
    """Every scenario and amount, over yaw, near side, body, distance and height."""
    count = 0
    checked = set(exercises.names())
    for scenario in synthetic.scenarios():
        if scenario.exercise not in checked & wanted:
            continue
        plain = scenario.fault is None or quick
        for share in (1.0,) if plain else SHARES:
            arguments = _amount(scenario, share)
            if arguments is None:
                continue
            for view in views_of(scenario.exercise):
                nears = ("right", "left") if view == "side" else ("right",)
                for near in nears:
                    body = BODIES[count % len(BODIES)]
                    who = arguments | {"body": body, "seed": count}
                    for yaw in YAWS if not quick else (YAWS[0], *YAWS[1 + count % 2 :: 2]):
                        for through in ("ideal", "noisy") if share == 1.0 and not quick else ("noisy",):
                            pick = (count + count // 5) % 5 if abs(yaw) <= 30 else 0
                            name = scenario.id + ("" if share == 1 else f" x{share:g}")
                            yield Case(
                                name,
                                scenario.exercise,
                                who,
                                through,
                                view,
                                near,
                                yaw,
                                _DISTANCES[pick],
                                _HEIGHTS[pick - 2],
                                count,
                            )
                    count += 1
            if quick:
                count += 1


def _amount(scenario: synthetic.Scenario, share: float) -> dict[str, Any] | None:
    """Arguments of the scenario with its fault at a share of its usual amount; None where it has no amount."""
    arguments = {"exercise": scenario.exercise, "fault": scenario.fault} | scenario.arguments
    if share == 1.0 or scenario.fault is None:
        return arguments
    flaw = script_for(scenario.exercise, scenario.arguments.get("variant")).flaws[scenario.fault]
    if not flaw.unit:
        return None
    return arguments | {"amount": scenario.arguments.get("amount", flaw.amount) * share}


def other_cases(wanted: set[str], quick: bool) -> Iterator[Case]:
    """People who do something else than they are checked for: nothing may be counted."""
    checked = [name for name in exercises.names() if name in wanted]
    for scenario in synthetic.scenarios():
        if scenario.fault is not None or "attempts" in scenario.arguments:
            continue
        for name in checked:
            if name != scenario.exercise:
                arguments = {"exercise": scenario.exercise} | scenario.arguments
                for near, yaw in (("right", 0.0), ("left", 30.0))[: 1 if quick else 2]:
                    yield Case(f"{scenario.id} as {name}", name, arguments, "noisy", "side", near, yaw)


def picture_cases(wanted: set[str], quick: bool) -> Iterator[Case]:
    """A choice for the painter and MediaPipe: several faults in one set, good reps among them."""
    scripted = {scenario.exercise for scenario in synthetic.scenarios()}
    for index, (kind, share, yaw) in enumerate(_QUICK if quick else _FULL):
        for exercise in exercises.names():
            if exercise not in wanted & scripted:
                continue
            for view in views_of(exercise):
                near = "left" if view == "side" and index % 2 else "right"
                for name, arguments in _sets(exercise, view, kind, share, index):
                    yield Case(
                        f"{exercise}/{name}",
                        exercise,
                        arguments,
                        "pictures",
                        view,
                        near,
                        yaw,
                        _DISTANCES[index % 5] if share == 1 else 1.0,
                        None if index % 4 else _HEIGHTS[index % 5],
                        index,
                    )


_QUICK = (("faults", 1.0, 0.0), ("good", 1.0, 15.0))
_FULL = (
    ("faults", 1.0, 0.0),
    ("good", 1.0, 15.0),
    ("good", 1.0, 0.0),
    ("good", 1.0, -15.0),
    ("good", 1.0, 0.0),
    ("good", 1.0, 15.0),
    ("faults", 1.5, 0.0),
    ("faults", 0.6, 0.0),
    ("faults", 1.5, 15.0),
    ("faults", 1.0, -15.0),
    ("good", 1.0, 30.0),
    ("good", 1.0, -30.0),
    ("good", 1.0, 45.0),
    ("good", 1.0, -45.0),
    ("good", 1.0, 60.0),
    ("faults", 1.0, 30.0),
    ("faults", 1.0, -45.0),
    ("faults", 1.0, -60.0),
)
"""(good or faults, share of the usual amount, yaw)"""


def _sets(exercise: str, view: str, kind: str, share: float, index: int) -> Iterator[tuple[str, dict[str, Any]]]:
    variants = list(SCRIPTS[exercise])
    who = {"body": BODIES[index % len(BODIES)], "seed": 1000 + index}
    yield from sets(exercise, variants[index % len(variants)], view, kind, share, who)


def sets(
    exercise: str, variant: str, view: str, kind: str, share: float, who: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and ``synthetic.perform`` arguments of a good set, or of sets with up to four faults and good form between.

    Parameters
    ----------
    kind : {"good", "faults"}
    share : float
        Of the faults' usual amounts; only faults that can be told from `view` are performed.
    who : dict
        Body and seed.
    """
    fixed: dict[str, Any] = {"exercise": exercise, **who}
    if variant:
        fixed["variant"] = variant
    script = script_for(exercise, variant)
    hold = script.kind == "hold"
    if kind == "good":
        yield "good", fixed | ({"hold_s": 9.0} if hold else {"reps": 3})
        return
    seen = seen_from(exercise, view)
    # A stretch lasts long enough for what must be seen for seconds before it is told.
    span_s = 2.6 if all(check.for_s < 1 for check in exercises.get(exercise).checks) else 5.0
    flaws = [
        (name, flaw.amount * sign * (share if flaw.unit else 1.0))
        for name, flaw in script.flaws.items()
        if name in seen
        for sign in flaw.signs
    ]
    for start in range(0, len(flaws), 4):
        part = flaws[start : start + 4]
        names: list[str | None] = [None]
        amounts: list[float | None] = [None]
        for name, amount in part:
            names += [name, None] if hold else [name]
            amounts += [amount, None] if hold else [amount]
        more: dict[str, Any] = {"hold_s": span_s * len(names)} if hold else {}
        yield f"faults x{share:g} {'+'.join(n for n, _ in part)}", fixed | more | {"fault": names, "amount": amounts}


def seen_from(exercise: str, view: str) -> set[str]:
    """Faults that some check can tell from this view."""
    return {c.id for c in exercises.get(exercise).checks if c.view in ("any", view)}
