"""Every address that a command touches, one line each; ends with 1 if one of them is not this machine.

    python benchmarks/addresses.py formcheck replay CLIP -e squat

Needs Linux and strace. The command is traced with all processes and threads that it starts; it does and prints what it
always does. Counted are where it connects, sends or listens, and sockets that were refused to it. Port 53 and the
sockets of systemd-resolved and avahi are name look-ups, wherever they are. Where the name service cache daemon (nscd)
runs, a look-up may be hidden behind its socket, at which users' names are looked up as well: stop it first.
"""

from __future__ import annotations

import ast
import ipaddress
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DNS = 53
RESOLVERS = ("/run/systemd/resolve/", "/avahi-daemon/")

_INET = re.compile(r'sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_UNIX = re.compile(r'sa_family=AF_UNIX, sun_path=(@?"[^"]*")')
_OTHER = re.compile(r"sa_family=(AF_(?!INET|UNIX|NETLINK|UNSPEC)\w+)")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_REFUSED = re.compile(r"socket\((AF_\w+).*= -1 E(?:PERM|ACCES)\b")
_CALL = re.compile(r"(connect|bind|sendto|sendmsg|sendmmsg)\((\d+)")


@dataclass(frozen=True)
class Address:
    """One that a command touched.

    Attributes
    ----------
    call : str
        What was done with it: ``connect``, ``bind``, ``sendto``, ``look up``, ``refused``.
    local : bool
        Whether it is this machine's, and no name look-up.
    """

    what: str
    call: str
    local: bool

    def __str__(self) -> str:
        return f"{'this machine' if self.local else 'NOT LOCAL':12}  {self.call:8}  {self.what}"


def trace(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, timeout_s: float | None = None
) -> tuple[list[Address], subprocess.CompletedProcess[bytes]]:
    """Run a command and see which addresses it touches.

    Parameters
    ----------
    env : mapping, optional
        The command's environment, as of :func:`subprocess.run`.

    Returns
    -------
    addresses : list of Address
        Each once, in the order of their first use within a thread.
    done : CompletedProcess
        The command's end; what it prints is not kept.

    Raises
    ------
    FileNotFoundError
        If there is no strace.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise FileNotFoundError("there is no strace on this machine: apt install strace")
    with tempfile.TemporaryDirectory() as folder:  # not --seccomp-bpf: a socket that is refused would not be seen
        options = ["-ff", "-qq", "-s", "512", "-e", "trace=network", "-e", "signal=none", "-o", f"{folder}/thread"]
        done = subprocess.run([strace, *options, "--", *command], env=env, timeout=timeout_s, check=False)
        threads = sorted(Path(folder).iterdir(), key=lambda path: int(path.suffix[1:]))
        if not threads:
            raise OSError("strace traced nothing: see what it says above")
        return list(dict.fromkeys(a for path in threads for a in addresses(path.read_text().splitlines()))), done


def addresses(lines: Iterable[str]) -> Iterable[Address]:
    """Those in the lines that strace wrote about one thread."""
    resolvers: set[str] = set()
    for line in lines:
        if refused := _REFUSED.match(line):  # a graph of mediapipe asks for the window system's
            yield Address(f"a socket of {refused[1]}", "refused", local=refused[1] in ("AF_UNIX", "AF_NETLINK"))
        if (known := _CALL.match(line)) is None:
            continue
        call, number = known.groups()
        for port, host in _INET.findall(line):
            if int(port) == DNS:
                resolvers.add(number)
            local = ipaddress.ip_address(host).is_loopback and int(port) != DNS
            yield Address(f"{host} port {port}", call, local)
        for path in _UNIX.findall(line):
            if " = -1 " not in line:  # nobody is there
                yield Address(path, call, not any(resolver in path for resolver in RESOLVERS))
        for family in _OTHER.findall(line):
            yield Address(f"an address of {family}", call, local=False)
        if call.startswith("send") and number in resolvers:
            yield from (Address(name, "look up", local=False) for name in _names(line))


def _names(line: str) -> Iterable[str]:
    """Names asked for in the DNS packets of a line."""
    for text in _TEXT.findall(line):
        packet = ast.literal_eval(f'b"{text}"')
        labels, at = [], 12
        while at < len(packet) and (length := packet[at]):
            labels.append(packet[at + 1 : at + 1 + length].decode("ascii", "replace"))
            at += 1 + length
        if labels:
            yield ".".join(labels)


def main() -> int:
    if not sys.argv[1:]:
        sys.exit(__doc__)
    try:
        touched, done = trace(sys.argv[1:])
    except OSError as error:
        sys.exit(f"addresses: {error}")
    away = [address for address in touched if not address.local]
    print(*touched, sep="\n", end="\n" if touched else "")
    print(f"{len(touched)} addresses, {len(away)} of them not this machine's; the command ended with {done.returncode}")
    return 1 if away else done.returncode


if __name__ == "__main__":
    sys.exit(main())
