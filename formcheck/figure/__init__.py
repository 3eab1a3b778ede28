"""A person made of code: performances with ground truth, as landmarks or as pictures.

>>> from formcheck import figure
>>> performance = figure.perform("squat", fault="depth", reps=3)
>>> track = figure.ideal_track(performance, performance.camera(yaw_deg=10.0))
>>> [rep.faults for rep in performance.truth.reps]
[('depth',), ('depth',), ('depth',)]
"""

from formcheck.figure.body import BODIES, Body
from formcheck.figure.camera import Camera
from formcheck.figure.compose import perform
from formcheck.figure.landmarks import ideal_track, landmarks_m
from formcheck.figure.noise import NoiseModel, noisy_track
from formcheck.figure.performance import Performance
from formcheck.figure.scenarios import Scenario, scenarios
from formcheck.figure.truth import TrueFault, TrueHold, TrueRep, Truth, load_angles

__all__ = [
    "BODIES", "Body", "Camera", "NoiseModel", "Performance", "Scenario", "TrueFault", "TrueHold", "TrueRep", "Truth",
    "ideal_track", "landmarks_m", "load_angles", "noisy_track", "perform", "scenarios",
]  # fmt: skip
