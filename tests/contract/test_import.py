"""What `import formcheck` costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "cv2",
    "av",
    "mediapipe",
    "typer",
    "rich",
    "matplotlib",
    "scipy",
    "pyttsx3",
    "pyarrow",
    "sqlite3",
    "urllib.request",
)


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nsys.stdout.write(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.process
def test_the_package_and_its_commands_load_no_core_until_it_is_asked_for() -> None:
    for statement in ("import formcheck", "import formcheck.cli"):
        core = {"numpy", "pydantic", "formcheck.analysis.session", "formcheck.track"}
        assert not loaded_after(statement) & core, statement
    assert "formcheck.analysis.session" in loaded_after("from formcheck import Session")


def test_a_name_that_does_not_exist_is_told() -> None:
    import formcheck

    with pytest.raises(AttributeError, match="nothing"):
        formcheck.nothing  # noqa: B018 - the asking is the test
    assert set(formcheck.__all__) <= set(dir(formcheck))


@pytest.mark.process
def test_import_loads_nothing_heavy() -> None:
    assert not loaded_after("import formcheck") & set(HEAVY)


@pytest.mark.process
def test_a_whole_analysis_loads_nothing_heavy() -> None:
    used = loaded_after(
        "import numpy as np, formcheck\n"
        "track = formcheck.PoseTrack.no_person(np.arange(9) / 30.0, (640, 480))\n"
        "assert formcheck.analyze(track, 'plank').n_frames == 9"
    )
    assert "formcheck.analysis.session" in used
    assert not used & set(HEAVY)


def test_the_public_names_exist() -> None:
    import formcheck

    assert sorted(formcheck.__all__) == sorted(set(formcheck.__all__))
    assert all(hasattr(formcheck, name) for name in formcheck.__all__)
