"""Every scripted performance, for tests and benchmarks that discover them by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from formcheck.synthetic.compose import perform
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.performances import SCRIPTS


@dataclass(frozen=True)
class Scenario:
    """A named performance: ``arguments`` are those of :func:`perform`."""

    id: str
    exercise: str
    fault: str | None
    arguments: dict[str, Any] = field(default_factory=dict)

    def perform(self, **changes: Any) -> Performance:
        """Perform it, with some arguments changed (``body=``, ``seed=``, ...)."""
        return perform(**({"exercise": self.exercise, "fault": self.fault} | self.arguments | changes))


def scenarios() -> list[Scenario]:
    """All of them: per exercise and variant a good set, each fault (both ways), attempts, entry and exit; and
    no exercise.
    """
    every: list[Scenario] = []
    for exercise, variants in SCRIPTS.items():
        for name, script in variants.items():
            base = f"{exercise}/{name}" if name else exercise
            fixed: dict[str, Any] = {"variant": name} if name else {}
            every.append(Scenario(f"{base}/good", exercise, None, fixed))
            for fault, flaw in script.flaws.items():
                for sign in flaw.signs:
                    amount = {"amount": sign * flaw.amount} if len(flaw.signs) > 1 else {}
                    ending = {1: "-more", -1: "-less"}[sign] if len(flaw.signs) > 1 else ""
                    every.append(Scenario(f"{base}/{fault}{ending}", exercise, fault, fixed | amount))
            if script.kind == "reps":
                every.append(Scenario(f"{base}/attempts", exercise, None, fixed | {"attempts": 2}))
            if script.kind != "pose":
                every.append(Scenario(f"{base}/entry-exit", exercise, None, fixed | {"entry": True, "exit": True}))
    return every
