"""What a set leaves behind: ``summary.json``, ``reps.csv``, and the table a terminal shows."""

from formcheck.report.files import make_folder, write_reps_csv, write_summary
from formcheck.report.table import Table, fault_table, rep_table, unknown_lines
from formcheck.report.versions import versions

__all__ = [
    "Table", "fault_table", "make_folder", "rep_table", "unknown_lines", "versions", "write_reps_csv", "write_summary",
]  # fmt: skip
