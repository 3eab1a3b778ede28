"""The command line; the only place that prints."""

from __future__ import annotations

from formcheck.cli import batch, camera, exchange, history, library, machine, page, recorded, report
from formcheck.cli.app import app

__all__ = ["app", "batch", "camera", "exchange", "history", "library", "machine", "main", "page", "recorded", "report"]


def main() -> None:
    """Run the command line."""
    app()
