"""Nothing listens beyond loopback, unless --bind asks for it."""
import ipaddress
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest

from waiting import SLOWER, processes_with, wait_until

QUICK = pathlib.Path(__file__).parent / "quick.json"
MOCKS = ("auth", "service", "pager")
LISTENING = "0A"  # in /proc/net/tcp


def address_of(text):
    """Of /proc/net/tcp: words of four bytes in the order of the machine, in hexadecimal digits."""
    words = [bytes.fromhex(text[at:at + 8])[::-1] for at in range(0, len(text), 8)]
    return ipaddress.ip_address(b"".join(words))


def addresses_of_listeners():
    """What somebody listens at in this network namespace, by inode."""
    found = {}
    for table in ("tcp", "tcp6"):
        lines = pathlib.Path(f"/proc/net/{table}")
        for line in lines.read_text().splitlines()[1:] if lines.exists() else ():
            words = line.split()
            if words[3] == LISTENING:
                found[words[9]] = address_of(words[1].split(":")[0])
    return found


def listens_at(pid):
    """The addresses at which a process listens."""
    found = set()
    listeners = addresses_of_listeners()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            socket_link = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(link))
        except OSError:  # closed meanwhile
            continue
        if socket_link and socket_link[1] in listeners:
            found.add(listeners[socket_link[1]])
    return found


def accepts(address, port):
    with socket.socket() as visitor:
        return visitor.connect_ex((address, port)) == 0


class Loopback(unittest.TestCase):
    program = None  # firedrill

    def start(self, *arguments):
        process = subprocess.Popen([self.program, *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def mock(self, *arguments):
        """A mock's process and URL."""
        process = self.start("mock", *arguments)
        return process, json.loads(process.stdout.readline())["url"]

    def test_a_mock_listens_at_loopback_only(self):
        for kind in MOCKS:
            process, url = self.mock(kind)

            self.assertTrue(url.startswith("http://127.0.0.1:"), url)
            self.assertEqual(listens_at(process.pid), {ipaddress.ip_address("127.0.0.1")}, kind)

    def test_asked_for_another_address_a_mock_listens_there_and_nowhere_else(self):
        for kind in MOCKS:
            process, url = self.mock(kind, "--bind", "127.0.0.2")
            port = int(url.rpartition(":")[2])

            self.assertTrue(url.startswith("http://127.0.0.2:"), url)
            self.assertEqual(listens_at(process.pid), {ipaddress.ip_address("127.0.0.2")}, kind)
            self.assertEqual((accepts("127.0.0.2", port), accepts("127.0.0.1", port)),
                             (True, False))

    def test_asked_for_every_address_a_mock_listens_at_all(self):
        for kind in MOCKS:
            process, url = self.mock(kind, "--bind", "0.0.0.0")
            port = int(url.rpartition(":")[2])

            self.assertEqual(listens_at(process.pid), {ipaddress.ip_address("0.0.0.0")}, kind)
            self.assertTrue(accepts("127.0.0.1", port) and accepts("127.0.0.2", port), kind)

    def test_no_process_of_a_live_run_listens_elsewhere_either(self):
        with tempfile.TemporaryDirectory() as folder:
            document = json.loads(QUICK.read_text())
            document["live"]["speed"] /= SLOWER
            document["on_call"]["responder"] = "human"  # so that its pager listens too
            document.update(script=[], response=[], targets={"impact_windows": {"at_most": 0}})
            scenario = pathlib.Path(folder) / "scenario.json"
            scenario.write_text(json.dumps(document))
            process = self.start("run", str(scenario), "--live", "--out", f"{folder}/out")
            logs = pathlib.Path(folder) / "out/quick/logs"
            ready = lambda: sum("ready" in log.read_text() for log in logs.glob("*.log")) == 3
            self.assertTrue(wait_until(ready), "the replicas never got ready")
            control = pathlib.Path(folder) / "out/quick/control.json"
            self.assertTrue(wait_until(control.exists), "no pager")

            mocks = processes_with(f"{pathlib.Path(self.program).name}\0mock\0")
            ours = [pid for pid in mocks if process.pid in ancestors(pid)]
            listening = [listens_at(pid) for pid in (process.pid, *ours)]
            process.terminate()
            process.wait(timeout=20)

        self.assertEqual(len(ours), 3)
        self.assertEqual(listening, 4 * [{ipaddress.ip_address("127.0.0.1")}])


def ancestors(pid):
    found = []
    while pid > 1:
        found.append(pid)
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            break
        pid = int(stat.rpartition(")")[2].split()[1])
    return found
