"""Work on other threads and in other processes, and what is handed over between them."""
