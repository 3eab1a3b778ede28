"""What a set leaves behind: ``summary.json``, ``reps.csv``, ``report.html``, and the text a terminal shows."""

from formcheck.report.again import analyzed, when, write_set
from formcheck.report.files import make_folder, write_reps_csv, write_summary
from formcheck.report.html import write_html
from formcheck.report.table import Table, fault_table, rep_table, unknown_lines
from formcheck.report.text import clock, event_line, exercise_lines, result_lines, table_lines, timetable_lines
from formcheck.report.versions import versions

__all__ = [
    "Table", "analyzed", "clock", "event_line", "exercise_lines", "fault_table", "make_folder", "rep_table",
    "result_lines", "table_lines", "timetable_lines", "unknown_lines", "versions", "when", "write_html",
    "write_reps_csv", "write_set", "write_summary",
]  # fmt: skip
