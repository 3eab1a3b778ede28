"""The report as one HTML page: the set is looked up once, turned into plain values, and drawn by templates."""
