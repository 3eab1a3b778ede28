"""What is shown: numbers, words, lines to reach and where they go; decided here, drawn by the overlay."""
