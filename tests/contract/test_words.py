"""Names and docstrings of the whole package: one name, one thing; what has parameters documents them; examples run."""

from __future__ import annotations

import ast
import doctest
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import formcheck

PACKAGE = Path(formcheck.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

NO_NAMES = {"told", "found", "kept", "said", "own", "way"}
"""Words of a story, which say nothing of what a thing is."""

Function = ast.FunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def public_names(path: Path) -> Iterator[str]:
    """Classes and aliases of types; variables of types (``T``) are each module's."""
    for node in tree(path).body:
        names = [node.name] if isinstance(node, ast.ClassDef) else []
        if isinstance(node, ast.Assign) and not re.match(r"(TypeVar|ParamSpec)\(", ast.unparse(node.value)):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        yield from (name for name in names if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name))


def test_a_name_means_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for name in public_names(path):
            places[name].append(str(path.relative_to(PACKAGE)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    """Functions of a module and methods of its public classes, with their names."""
    for node in tree(path).body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, Function))


def is_command(function: Function) -> bool:
    """A command of the terminal documents its parameters in its options: its docstring is what ``--help`` shows."""
    return any(re.search(r"\.(command|callback)\(", ast.unparse(each)) for each in function.decorator_list)


def parameters(function: Function) -> list[str]:
    given = function.args
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [each.arg for each in every if each and each.arg not in ("self", "cls")]


def documented(docstring: str) -> set[str]:
    """Names in the section *Parameters* of a numpydoc docstring."""
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w+\n---|\Z)", docstring, re.DOTALL | re.MULTILINE)
    heads = re.findall(r"^(\S[^:\n]*?)(?: : .*)?$", section[1], re.MULTILINE) if section else []
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def undocumented(path: Path) -> Iterator[str]:
    for name, function in functions(path):
        needed = parameters(function)
        if function.name.startswith("_") or is_command(function) or len(needed) < 2:
            continue
        docstring = ast.get_docstring(function) or ""
        if re.search(r"[Pp]arameters as of :\w+:`", docstring):  # written once, where it says
            continue
        missing = set(needed) - documented(docstring)
        if missing:
            yield f"{path.relative_to(PACKAGE)}: {name}: {', '.join(sorted(missing))}"


def test_functions_of_two_parameters_document_them() -> None:
    lacking = [line for path in FILES for line in undocumented(path)]
    assert not lacking, "\n".join(lacking)


def test_the_rule_on_parameters_finds_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "module.py"
    section = '    """Do it.\n\n    Parameters\n    ----------\n    a : int\n    """\n'
    methods = "    def g(self, a):\n        pass\n\n    def h(self, *, a, b):\n        pass\n"
    module.write_text(f"def f(a, b):\n{section}\nclass C:\n{methods}")
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    assert list(undocumented(module)) == ["module.py: f: b", "module.py: C.h: a, b"]


@pytest.mark.parametrize("package", sorted({package_of(path) for path in FILES}))
def test_names_say_what_a_thing_is(package: str) -> None:
    wrong = []
    for path in FILES:
        if package_of(path) != package:
            continue
        classes = [node.name for node in tree(path).body if isinstance(node, ast.ClassDef)]
        called = [path.stem, *classes]
        for name, function in functions(path):
            called += [name.rpartition(".")[2], *parameters(function)]
        wrong += [f"{path.relative_to(PACKAGE)}: {name}" for name in called if name.lower().strip("_") in NO_NAMES]
    assert not wrong


@pytest.mark.parametrize(
    "path", [path for path in FILES if ">>> " in path.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_examples_in_docstrings_run(path: Path) -> None:
    name = ".".join(("formcheck", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    result = doctest.testmod(import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
