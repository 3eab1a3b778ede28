"""The app in the browser: pages, and the set that runs in one of them; on this machine alone."""
