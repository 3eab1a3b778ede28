"""Every sentence that a person reads in the page, from one catalogue; templates and modules ask for it by key."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

Sentences = dict[str, "str | Sentences"]


def say(key: str, **values: object) -> str:
    """A sentence by its key, such as ``today.title``, with its values put in.

    Parameters
    ----------
    key : str
    **values
        What the sentence names in braces. With ``n``, the one for one thing (`.one`) or for many (`.many`) is taken
        where the catalogue tells them apart.

    Raises
    ------
    KeyError
        If the catalogue has no such sentence.
    """
    found: str | Sentences = _catalogue()
    for part in key.split("."):
        if not isinstance(found, dict):
            raise KeyError(key)
        found = found[part]
    if isinstance(found, dict) and "n" in values:
        found = found["one" if values["n"] == 1 else "many"]
    if isinstance(found, dict):
        raise KeyError(f"{key} is a section")
    return found.format(**values)


def section(name: str) -> Sentences:
    """A section of the catalogue, for the modules of a page.

    Raises
    ------
    KeyError
        If there is none.
    """
    found = _catalogue()[name]
    if not isinstance(found, dict):
        raise KeyError(f"{name} is no section")
    return found


@cache
def _catalogue() -> Sentences:
    text = (resources.files("formcheck.app.sentences") / "en.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
