"""A person made of code: performances with ground truth, as landmarks or as pictures.

>>> from formcheck import synthetic
>>> performance = synthetic.perform("squat", fault="depth", reps=3)
>>> track = synthetic.ideal_track(performance, performance.camera(yaw_deg=10.0))
>>> [rep.faults for rep in performance.truth.reps]
[('depth',), ('depth',), ('depth',)]
"""

from formcheck.synthetic.body import BODIES, Body
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.compose import perform
from formcheck.synthetic.landmarks import ideal_track, landmarks_m
from formcheck.synthetic.noise import NoiseModel, noisy_track
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.scenarios import Scenario, scenarios
from formcheck.synthetic.truth import TrueFault, TrueHold, TrueRep, Truth, load_angles

__all__ = [
    "BODIES",
    "Body",
    "NoiseModel",
    "Performance",
    "PinholeCamera",
    "Scenario",
    "TrueFault",
    "TrueHold",
    "TrueRep",
    "Truth",
    "ideal_track",
    "landmarks_m",
    "load_angles",
    "noisy_track",
    "perform",
    "scenarios",
]
