"""Recordings checked: what to do with each, doing it with every stage side by side, several at a time."""
