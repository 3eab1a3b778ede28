"""The command line; the only place that prints."""

from __future__ import annotations

from formcheck.cli import library, machine, sets
from formcheck.cli.app import app

__all__ = ["app", "library", "machine", "main", "sets"]


def main() -> None:
    """Run the command line."""
    app()
