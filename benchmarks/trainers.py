"""Every exercise as trainers and patients film it: ``python benchmarks/catalogue.py --trainers``.

The films of ``formcheck.synthetic.trainers``, each judged as a recording of real people is (``real_judge.py``), also
with one scripted fault each, and other films that an exercise must not be found in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

from accuracy_cases import seen_from
from real_judge import Finding, judge
from real_truth import Expected, Recording

from formcheck import PoseTrack, analyze, exercises, synthetic
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.performances.idle import IDLE
from formcheck.synthetic.performances.lookalikes import LOOKALIKES
from formcheck.synthetic.trainers import NEAR_YAWS_DEG, Take, takes

FPS = 20.0
WORST = 10
OTHERS_STEP = 2
"""Each exercise is looked for in every other one of the others."""
OTHER_YAWS_DEG = (0.0, 35.0, -50.0, 60.0, -20.0)
UNCOUNTED = ("monitor", "paced")
"""Kinds that guide or watch in a posture that people also take without exercising."""
WITH_OTHER_POSTURES = ("break", "talk first", "walks in")
"""Films in which people do: they say nothing of those kinds."""
CONTAINED = {
    "glute-bridge": ("glute-bridge-pulse", "single-leg-bridge"),
    "glute-bridge-pulse": ("glute-bridge", "single-leg-bridge"),
    "single-leg-bridge": ("glute-bridge", "glute-bridge-pulse"),
    "seated-twist": ("piriformis-stretch",),
    "piriformis-stretch": ("seated-twist",),
}
"""Exercises that hold one another."""


def findings_of(exercise: str, people: int = 0) -> list[Finding]:
    """All that is found in the films of an exercise, its faults, and films of something else.

    Parameters
    ----------
    exercise : str
        A scripted one.
    people : int
        Who is in the films, see :func:`formcheck.synthetic.trainers.takes`; for its faults and something else it is
        always the same.
    """
    own = (finding for take in films(exercise, people) for finding in judged(take))
    return [*own, *([] if people else [*faults(exercise), *others(exercise)])]


def films(exercise: str, people: int = 0) -> list[Take]:
    """The films of an exercise that can be judged."""
    watched = exercises.get(exercise).kind in UNCOUNTED
    return [take for take in takes(exercise, people) if not (watched and take.name in WITH_OTHER_POSTURES)]


def judged(take: Take) -> list[Finding]:
    """What is found in a film of an exercise in good form."""
    track, truth = take.film()
    return compared(take.id, take.name, track, expected(truth, [] if take.form_judged else None))


def expected(truth: synthetic.Truth, wanted: list[str] | None, allow: Sequence[str] = ()) -> Expected:
    """What is in a film, as one writes it beside a recording.

    Parameters
    ----------
    truth : Truth
    wanted : list of str or None
        Faults that must be told; None: faults are not compared.
    allow : sequence of str
        Faults that may be.
    """
    return Expected(
        exercise=truth.exercise,
        reps=len(truth.reps) or None,
        tops=[rep.peak_s for rep in truth.reps],
        holds=[[hold.start_s, hold.end_s] for hold in truth.holds],
        faults=wanted,
        allow=list(allow),
    )


def compared(name: str, different: str, track: PoseTrack, truth: Expected) -> list[Finding]:
    """The findings of a film; ``different``: what is different in it, which stands in the place of the person."""
    given = truth.model_copy(update={"person": different})
    return judge(Recording(Path(f"{name.replace('/', ' ')}.npz"), given), analyze(track, truth.exercise))


def faults(exercise: str) -> Iterator[Finding]:
    """Each scripted fault once, between good repetitions, at its scripted amount and from about its view.

    Told must be what is told on true landmarks from exactly there; what is not told there may be.
    """
    for variant, script in SCRIPTS[exercise].items():
        for flaw_name, flaw in script.flaws.items():
            for sign in flaw.signs if flaw_name in seen_from(exercise, script.view) else ():
                seed = crc32(f"{exercise}/{variant}/{flaw_name}/{sign}".encode()) % 1000
                names: list[str | None] = [None, flaw_name, None] * (2 if script.sided else 1)
                hold_s = 18.0 if script.kind == "hold" else 0.0
                performance = synthetic.perform(
                    exercise, names, [name and flaw.amount * sign for name in names], variant=variant or None,
                    hold_s=hold_s, seed=seed,
                )  # fmt: skip # an argument a word
                true = _told(synthetic.ideal_track(performance, performance.camera(), FPS), exercise)
                camera = performance.camera(yaw_deg=NEAR_YAWS_DEG[seed % 5], size_wh=(640, 360))
                track = synthetic.noisy_track(performance, camera, FPS, seed=seed)
                truth = expected(performance.truth, [flaw_name] if flaw_name in true else [], [flaw_name, *true])
                name = "/".join(part for part in (exercise, variant, flaw_name) if part) + ("-less" if sign < 0 else "")
                # the clock stops while a form is wrong; that it does is what the fault's being told says
                yield from compared(name, "a fault", track, truth.model_copy(update={"holds": []}))


def _told(track: PoseTrack, exercise: str) -> list[str]:
    return sorted({fault.id for fault in analyze(track, exercise).faults if fault.severity != "hint"})


def others(exercise: str) -> Iterator[Finding]:
    """People who do something else, from any side, on the way in and out too: nothing may be counted or held.

    What looks like an exercise for a moment is seen from where it looks most like it.
    """
    if exercises.get(exercise).kind in UNCOUNTED:
        return
    scripted = [n for n in SCRIPTS if n not in (exercise, *IDLE, *CONTAINED.get(exercise, ()))]
    first = crc32(exercise.encode())
    turned = enumerate([*IDLE, *scripted[first % OTHERS_STEP :: OTHERS_STEP]], first)
    seen = [(other, OTHER_YAWS_DEG[index % len(OTHER_YAWS_DEG)]) for index, other in turned]
    for other, yaw_deg in [*seen, *((name, 0.0) for name in LOOKALIKES)]:
        truth = Expected(exercise=exercise, negative=True)
        yield from compared(f"{exercise}/{other}", "something else", _something_else(other, yaw_deg), truth)


@cache
def _something_else(name: str, yaw_deg: float) -> PoseTrack:
    """Landmarks of a performance with the way in and out."""
    whole = name in SCRIPTS and name not in IDLE
    performance = synthetic.perform(name, entry=whole, exit=whole, hold_s=8.0, seed=5)
    return synthetic.noisy_track(performance, performance.camera(yaw_deg=yaw_deg, size_wh=(640, 360)), FPS, seed=5)


def worst(findings: Sequence[Finding]) -> str:
    """A line for each of the most frequent causes: how often, of which exercise, and one film that shows it."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        for cause in dict.fromkeys(_causes(finding)):
            groups[finding.exercise, finding.measure, cause].append(finding)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:WORST]
    return "\n".join(
        f"{len(found)} x {exercise}, {measure}: {cause}; as in {found[0].name}: {found[0].miss}"
        for (exercise, measure, cause), found in ranked
    )


def _causes(finding: Finding) -> list[str]:
    """What a miss is put down to, without its numbers: each fault that is told or not, each condition, each reason."""
    kind, _, listed = finding.miss.partition(": ")
    if finding.measure in ("told", "clean"):
        return [f"{kind} {fault}" for fault in listed.split(", ") if fault]
    if finding.measure == "something else":
        return [finding.miss.split()[0]] if finding.miss else []
    causes = finding.miss.split(";")[1:2] if finding.measure == "held" else listed.split("; ")
    return [re.sub(r"-?\d[\d.]*", "_", cause).strip() for cause in causes if cause]
