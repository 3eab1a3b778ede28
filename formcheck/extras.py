"""Optional packages: the import of one that is not installed becomes one line that says what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.errors import ExtraError


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Turn a missing package of an extra into one line that says what to install; stands around the import.

    Parameters
    ----------
    extra : str
        Its name in ``pyproject.toml``.

    Raises
    ------
    ExtraError
        If it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        line = f"this needs {package}, which is not installed: pip install 'formcheck[{extra}]'"
        raise ExtraError(line) from error
