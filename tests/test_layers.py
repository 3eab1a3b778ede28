"""The layer rule: a module imports only from its own layer or from below; heavy packages have one door each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "formcheck"

LAYERS = [
    {"landmarks", "outputs"},
    {"track"},
    {"per_frame"},
    {"geometry", "trailing", "signals", "phases", "pulses", "holds"},
    {"exercises", "exercises.measures", "exercises.movements", "exercises.spec", "exercises.points",
     "exercises.body_parts", "exercises.compile", "exercises.mistakes", "exercises.seen", "exercises.template",
     "exercises.user"},
    {"checks", "measure", "baselines", "rows", "blocks", "pairs", "rep_verdict", "tally", "session", "result", "pain"},
]
"""From the lowest up. Whatever is not named here lies above them all, and `cli` above that."""

OUTER, COMMANDS = len(LAYERS), len(LAYERS) + 1

DOORS = {
    "cv2": ("sources", "overlay", "window", "figure"),
    "av": ("sources", "video_out"),
    "mediapipe": ("pose",),
    "pyttsx3": ("voice",),
    "pyarrow": ("exchange", "history", "batch.table"),
    "distributed": ("batch.cluster",),
    "sqlite3": ("history",),
    "matplotlib": ("history",),
}
"""Package -> where it may be imported: modules, or packages with all that is in them."""

FIGURE_MAY_USE = {"landmarks", "track", "geometry", "errors", "figure"}


def name_of(path: Path) -> str:
    """``exercises.spec`` for formcheck/exercises/spec.py; empty for the package itself."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


FILES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(name: str) -> set[str]:
    """Absolute names of what a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively: line {node.lineno}"
            assert node.module is not None
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def inner(imported: str) -> str | None:
    """The module of formcheck that an import names; None for another package."""
    parts = imported.split(".")
    if parts[0] != "formcheck":
        return None
    inside = parts[1:]
    while ".".join(inside) not in FILES:
        inside = inside[:-1]
    return ".".join(inside)


def layer(name: str) -> int:
    """0 is the lowest."""
    if name.split(".", maxsplit=1)[0] in ("cli", "__main__"):
        return COMMANDS
    return next((i for i, names in enumerate(LAYERS) if name in names), OUTER)


def test_every_layer_exists() -> None:
    assert set().union(*LAYERS) <= set(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name and not name.startswith("figure")])
def test_imports_only_from_its_layer_or_below(name: str) -> None:
    used = {module for module in map(inner, imports(name)) if module is not None}
    breaches = {
        module for module in used
        if module not in ("errors", "") and layer(module) > layer(name)
    }  # fmt: skip
    assert not breaches
    # the package's own __init__ loads the whole core: only what lies above the core may go through it
    assert "" not in used or layer(name) >= OUTER
    assert not any(module.split(".")[0] == "figure" for module in used) or layer(name) >= OUTER


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("figure")])
def test_the_figure_knows_nothing_of_the_checker(name: str) -> None:
    used = {module.split(".")[0] for module in map(inner, imports(name)) if module}
    assert used <= FIGURE_MAY_USE


def test_errors_and_landmarks_stand_on_nothing() -> None:
    for name in ("errors", "landmarks"):
        assert not [module for module in imports(name) if inner(module) is not None]


def test_the_package_offers_the_core_only() -> None:
    used = {module for module in map(inner, imports("")) if module}
    assert {module for module in used if layer(module) >= OUTER} <= {"errors"}


def test_no_module_imports_itself_round_a_circle() -> None:
    graph = {name: {m for m in map(inner, imports(name)) if m and m != name} for name in FILES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path, name])
        if name not in done:
            for used in graph[name]:
                visit(used, (*path, name))
            done.add(name)

    for name in FILES:
        visit(name, ())


@pytest.mark.parametrize("package", DOORS)
def test_heavy_packages_have_one_door(package: str) -> None:
    for name in FILES:
        if any(module.split(".")[0] == package for module in imports(name)):
            assert any(name == door or name.startswith(f"{door}.") for door in DOORS[package]), name


def test_nothing_but_numpy_in_the_lowest_layers() -> None:
    heavy = {"scipy", "cv2", "av", "mediapipe", "pydantic", "typer", "rich", "pandas", "matplotlib", "PIL"}
    for name in set().union(*LAYERS[:4]):
        assert not {module.split(".")[0] for module in imports(name)} & heavy, name


def test_only_the_command_line_prints() -> None:
    for name, path in FILES.items():
        if name.split(".")[0] == "cli":
            continue
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        printing = [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
        assert not printing, f"{name}: line {printing}"


@pytest.mark.parametrize("name", [n for n in FILES if layer(n) < OUTER or n.startswith("figure")])
def test_no_clock_below_the_sources(name: str) -> None:
    assert not {module.split(".")[0] for module in imports(name)} & {"time", "datetime"}
