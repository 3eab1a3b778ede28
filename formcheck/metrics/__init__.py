"""Landmarks to numbers: cleaned signals, the points that an exercise names, its metrics, and what of them was seen."""
