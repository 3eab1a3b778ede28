"""Every scripted performance, found by itself and performed once for all tests that look at it."""

from __future__ import annotations

import pytest

from formcheck import synthetic


@pytest.fixture(scope="session", params=synthetic.scenarios(), ids=lambda s: s.id)
def scenario(request: pytest.FixtureRequest) -> synthetic.Scenario:
    found: synthetic.Scenario = request.param
    return found


@pytest.fixture(scope="session")
def performance(scenario: synthetic.Scenario) -> synthetic.Performance:
    return scenario.perform(fps=6.0)
