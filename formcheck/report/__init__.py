"""What a set leaves behind: ``summary.json``, ``reps.csv``, ``report.html``, and the text a terminal shows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from formcheck.report.files import write_reps_csv, write_summary
from formcheck.report.table import Table, fault_table, rep_table, unknown_lines
from formcheck.report.text import clock, event_line, exercise_lines, result_lines, table_lines, timetable_lines
from formcheck.report.versions import versions

if TYPE_CHECKING:
    from formcheck.report.again import analyzed, when, write_set
    from formcheck.report.page.html import write_html

__all__ = [
    "Table",
    "analyzed",
    "clock",
    "event_line",
    "exercise_lines",
    "fault_table",
    "rep_table",
    "result_lines",
    "table_lines",
    "timetable_lines",
    "unknown_lines",
    "versions",
    "when",
    "write_html",
    "write_reps_csv",
    "write_set",
    "write_summary",
]

_LATER = {"analyzed": "again", "when": "again", "write_set": "again", "write_html": "page.html"}
"""What only the page needs, and its module."""


def __getattr__(name: str) -> Any:
    """Load the page's parts when a page is written: a set that starts, or a table in a terminal, needs none of them."""
    if name not in _LATER:
        raise AttributeError(f"module 'formcheck.report' has no attribute '{name}'")
    value = getattr(import_module(f"formcheck.report.{_LATER[name]}"), name)
    globals()[name] = value
    return value
