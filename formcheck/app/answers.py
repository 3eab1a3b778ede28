"""Answers of one sentence: a small page for whoever opens an address, JSON for a module of our page."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from formcheck.app.pages import message_of
from formcheck.app.sentences import say
from formcheck.app.settings import Settings


def refusal(scope: Scope, key: str, status: int, **values: object) -> Response:
    """A sentence of the catalogue as an answer.

    Parameters
    ----------
    scope : Scope
        Of the request.
    key : str
        Of the sentence.
    status : int
        Of HTTP.
    **values
        Of the sentence.
    """
    return sentence(scope, say(key, **values), status)


def sentence(scope: Scope, text: str, status: int) -> Response:
    """A sentence as an answer; parameters as of :func:`refusal`."""
    accepts = Headers(scope=scope).get("accept", "")
    if scope.get("method") == "GET" and "text/html" in accepts:
        return message_of(text, status, None if status == 403 else Settings())
    return JSONResponse({"text": text}, status)
