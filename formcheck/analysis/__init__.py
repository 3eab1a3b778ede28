"""Numbers to repetitions, holds and faults: ``session.py`` feeds the machines, judges what they find, and counts."""
