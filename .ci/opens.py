"""Starts a command that serves the page, opens it as a browser does, and ends it: `opens.py COMMAND...`."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import subprocess
import sys
import urllib.request


def main(command: list[str]) -> int:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="")
        if address := re.search(r"http://\S+", line):
            break
    else:
        return process.wait() or 1
    with_cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), with_cookies)
    page = opener.open(address[0], timeout=30).read().decode()
    process.send_signal(signal.SIGINT)
    ended = process.wait(60)
    if "Glute bridge" not in page:
        print(page[:2000], "\nthe page does not show the exercises")
        return 1
    print(f"opened: {len(page)} characters; ended with {ended}")
    return 0 if ended in (0, 130) else ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
