"""What the tests of the program share: small scenarios, a folder of their own, the program itself.

A test file is called as x_test.py [FIREDRILL]; without it, the newest program in build/ is taken.
"""
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORTS = ["journal.jsonl", "junit.xml", "postmortem.md", "report.json"]

program = None


def scenario(name, **changed):
    """Five minutes in which a shop fails for one of them; every target is met."""
    document = {
        "firedrill": 1,
        "name": name,
        "lasts": "5m",
        "services": {"shop": {}},
        "traffic": [{"name": "shoppers", "to": "shop", "rate": "5/s"}],
        "script": [
            {"id": "break", "at": "1m", "do": "inject", "fault": "error_rate",
             "service": "shop", "rate": "50%", "for": "1m"},
            {"id": "remark", "at": "2m", "do": "note", "text": "nothing happens"},
        ],
        "targets": {"recover": "2m"},
    }
    document.update(changed)
    return document


def missed(name):
    return scenario(name, targets={"recover": "10s"})


def repaired(name):
    """Its fault would stay, were it not for the step "undo"."""
    document = scenario(name)
    document["script"] = [
        {"id": "break", "at": "1m", "do": "inject", "fault": "error_rate",
         "service": "shop", "rate": "50%"},
        {"id": "undo", "at": "2m", "do": "clear", "of": "break"},
    ]
    return document


def inconclusive(name):
    return scenario(name, script=[{"at": "2m", "do": "note", "text": "nothing happens"}])


def endless(name):
    """It takes minutes to play."""
    return scenario(name, lasts="7d", traffic=[{"name": "many", "to": "shop", "rate": "100/s"}])


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, document, path=None):
        """Puts a scenario (or any bytes) into the test's folder; returns its name there."""
        path = path or document["name"] + ".json"
        bytes_ = document if isinstance(document, bytes) else json.dumps(document).encode()
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(bytes_)
        return path

    def environment(self, **changed):
        kept = {key: value for key, value in os.environ.items()
                if key in ("PATH", "HOME") or key.endswith("SAN_OPTIONS")}
        return {**kept, "TERM": "xterm", **changed}

    def firedrill(self, *arguments, code=0, **options):
        """Runs the program in the test's folder, and checks its exit code."""
        options.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run(
            [program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, encoding="utf-8", check=False, timeout=60,
            env=self.environment(**options.pop("environment", {})), **options)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, *arguments):
        """Starts the program and leaves it running."""
        process = subprocess.Popen(
            [program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env=self.environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def on_terminal(self, *arguments, stream, **environment):
        """What the program writes to stdout or stderr (`stream`) where that is a terminal."""
        ours, its = pty.openpty()
        other = "stderr" if stream == "stdout" else "stdout"
        done = subprocess.Popen(
            [program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            **{stream: its, other: subprocess.PIPE}, env=self.environment(**environment))
        os.close(its)
        seen = b""
        try:
            while block := os.read(ours, 65536):
                seen += block
        except OSError:  # how Linux ends a terminal
            pass
        os.close(ours)
        rest = b"".join(part for part in done.communicate() if part)
        return seen.decode(), rest.decode()

    def files(self, under="."):
        """All files below a folder, by their path in it."""
        top = self.folder / under
        return sorted(str(path.relative_to(top)) for path in top.rglob("*") if path.is_file())

    def read(self, path):
        return (self.folder / path).read_text(encoding="utf-8")


def newest_program():
    programs = sorted(ROOT.glob("build/*/firedrill"), key=lambda path: path.stat().st_mtime)
    if not programs:
        sys.exit("no firedrill in build/: ./dev build")
    return str(programs[-1])


def main():
    global program
    program = sys.argv[1] if len(sys.argv) > 1 else newest_program()
    program = str(pathlib.Path(program).resolve())
    unittest.main(module="__main__", argv=sys.argv[:1])
