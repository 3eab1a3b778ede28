"""Who may come in: a token that works once becomes a cookie; another start of formcheck shows a secret of its own."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

_WORKS_S = 600.0
"""A token that nobody used works no longer than this."""


class Keys:
    """The keys of one running server; nothing of them outlives it, but the secret in its lock file.

    Parameters
    ----------
    clock : callable
        Seconds, monotonic.

    Attributes
    ----------
    cookie : str
        The value of the cookie.
    secret : str
        What another start of formcheck on this machine shows to get a token.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens: dict[str, float] = {}
        self.cookie, self.secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    def issue(self) -> str:
        """A new token."""
        token = secrets.token_urlsafe(32)
        self._tokens[token] = self._clock()
        return token

    def redeem(self, token: str) -> bool:
        """Whether a token is good; it is not a second time."""
        known = next((each for each in self._tokens if _same(each, token)), None)
        return known is not None and self._clock() - self._tokens.pop(known) < _WORKS_S

    def is_cookie(self, value: str) -> bool:
        """Whether it is the cookie's value."""
        return _same(self.cookie, value)

    def is_secret(self, value: str) -> bool:
        """Whether it is the secret."""
        return _same(self.secret, value)


def _same(known: str, given: str) -> bool:
    return secrets.compare_digest(known.encode(), given.encode("utf-8", "surrogateescape"))
