"""Outlives the stack by a moment: when the stack is gone, however it went, nothing it started stays.

Reads lines from the stack: `+PID` for a process it must end, `-PID` for one that has ended. The end of the
stream means that the stack is gone, by Ctrl-C, crash or kill -9 alike.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 5.0


def alive(pid: int) -> bool:
    """Tell whether the process still runs."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def end(pids: list[int]) -> None:
    """Ask the processes to stop, and after a while stop them."""
    _signal(pids, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal([pid for pid in pids if alive(pid)], signal.SIGKILL)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            continue


def main() -> None:
    """Watch until the stack is gone, then end what is left, newest first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pids: list[int] = []
    for line in sys.stdin:
        sign, pid = line[0], int(line[1:])
        if sign == "+":
            pids.append(pid)
        elif pid in pids:
            pids.remove(pid)
    end(pids[::-1])


if __name__ == "__main__":
    main()
