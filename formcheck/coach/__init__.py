"""A set without hands: set-up, count, cues, praise, stop, rest; from frames alone, without a clock."""
