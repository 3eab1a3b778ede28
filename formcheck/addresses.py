"""Addresses of cameras and videos, and what of them may be stored or shown."""

from __future__ import annotations

import re

HIDDEN = "not-shown"
"""Stands for an address of which nobody can tell where its password ends."""


def is_url(path: str) -> bool:
    """Whether ``path`` is an address rather than a file name (a Windows drive letter is not)."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and len(scheme) > 1


def redacted(source: str) -> str:
    """A camera or a recording as it may be stored and shown: an address without user, password, query and fragment.

    Parameters
    ----------
    source : str
        A file name or the number of a camera stays what it is.

    Notes
    -----
    Many cameras take their password in the path, as ``/user=admin&password=1234``: a part of the path with a ``=`` ends
    it. A password with a raw ``/``, ``?`` or ``#`` in it is no valid address and cannot be told from a path with a
    ``@``: nothing of such an address is shown.
    """
    if not is_url(source):
        return source
    scheme, _, rest = source.partition("://")
    authority, path = re.fullmatch(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if "@" in path:
        return f"{scheme}://{HIDDEN}"
    return f"{scheme}://{authority.rpartition('@')[2]}{re.split('[?#;]|/[^/?#;]*=', path, maxsplit=1)[0]}"
