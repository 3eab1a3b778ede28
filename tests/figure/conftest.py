"""Every scripted performance, found by itself and performed once for all tests that look at it."""

from __future__ import annotations

import pytest

from formcheck import figure


@pytest.fixture(scope="session", params=figure.scenarios(), ids=lambda s: s.id)
def scenario(request: pytest.FixtureRequest) -> figure.Scenario:
    found: figure.Scenario = request.param
    return found


@pytest.fixture(scope="session")
def performance(scenario: figure.Scenario) -> figure.Performance:
    return scenario.perform(fps=6.0)
