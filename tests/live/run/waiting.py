"""What the tests of live runs share: waiting for conditions, and who runs on this machine."""
import os
import pathlib
import time

# How much slower the programs are: tests/support/sanitized.hpp.
SLOWER = int(os.environ.get("FIREDRILL_SLOWER", "1"))


def wait_until(condition, limit_s=20):
    """What the condition gives, as soon as that is true, or at the latest."""
    end = time.monotonic() + limit_s * SLOWER
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return condition()


def command_line(pid):
    """Its words, each with a zero byte behind it; "" if it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def processes_with(text):
    """Whose command line holds a text."""
    return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and text in command_line(pid)]
