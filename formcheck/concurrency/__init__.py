"""Threads, a channel between threads, and a pool of processes."""
