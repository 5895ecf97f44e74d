#!/usr/bin/env python3
"""./dev installs only what is missing, builds only what has changed, and passes on what it runs.

It runs here on a copy in an empty folder, with stand-ins for apt, cmake and ninja that write down
how they were called.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

DEV = pathlib.Path(__file__).resolve().parents[2] / "dev"
REAL = (
    "bash basename cat chmod dirname env find flock grep mkdir mktemp mv nproc rm sed sort tar "
    "touch"
).split()
STAND_INS = {
    "id": 'echo "${FAKE_UID:-0}"',
    "dpkg-query": 'printf "%s" "$FAKE_INSTALLED"',
    "apt-get": 'echo "apt-get $*" >>"$CALLS"; exit "${FAKE_APT:-0}"',
    "cmake": (
        'echo "cmake $*" >>"$CALLS"; touch "build/$2/build.ninja"\n'
        'echo "FIREDRILL_TESTS:BOOL=${3#*=}" >"build/$2/CMakeCache.txt"'
    ),
    "ctest": 'echo "ctest $*" >>"$CALLS"',
    "ninja": (
        'echo "ninja $*" >>"$CALLS"\n'
        'echo \'#!/bin/sh\necho "firedrill $*"; exit 3\' >build/release/firedrill\n'
        "chmod +x build/release/firedrill"
    ),
}
PRODUCT = (
    "g++ cmake ninja-build nlohmann-json3-dev libfmt-dev libcli11-dev libboost1.81-dev libssl-dev "
    "libyaml-cpp-dev"
).split()


class Dev(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        scratch = pathlib.Path(folder.name)
        self.bin, self.root, self.log = scratch / "bin", scratch / "project", scratch / "calls"
        self.bin.mkdir()
        self.root.mkdir()
        shutil.copy(DEV, self.root)
        (self.root / "CMakePresets.json").touch()
        for name in REAL:
            (self.bin / name).symlink_to(shutil.which(name))
        for name, body in STAND_INS.items():
            (self.bin / name).write_text(f"#!/usr/bin/env bash\n{body}\n")
            (self.bin / name).chmod(0o755)

    def dev(self, *arguments, installed=PRODUCT, **environment):
        """The outcome of ./dev, and the calls that it made."""
        self.log.write_text("")
        result = subprocess.run(
            [self.root / "dev", *arguments],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={
                "PATH": str(self.bin),
                "CALLS": str(self.log),
                "FAKE_INSTALLED": "".join(f"[installed {package}]" for package in installed),
                **environment,
            },
        )
        return result, self.log.read_text().splitlines()

    def test_only_missing_packages_are_installed_after_one_update(self):
        _, calls = self.dev("build", installed=PRODUCT[2:])

        self.assertEqual(
            calls[:2],
            ["apt-get -qq update", "apt-get -qq install --yes --no-install-recommends g++ cmake"],
        )

    def test_nothing_is_installed_when_nothing_is_missing(self):
        _, calls = self.dev("build")

        self.assertEqual([call for call in calls if call.startswith("apt-get")], [])

    def test_without_root_and_sudo_one_sentence_names_what_is_missing(self):
        result, calls = self.dev("build", installed=PRODUCT[1:], FAKE_UID="1000")

        self.assertEqual((result.returncode, calls), (4, []))
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertIn("g++ not installed", result.stderr)

    def test_a_failing_install_stops_before_the_build(self):
        result, calls = self.dev("build", installed=[], FAKE_APT="100")

        self.assertEqual(result.returncode, 4)
        self.assertIn("could not install g++ cmake", result.stderr)
        self.assertFalse([call for call in calls if call.startswith(("cmake", "ninja"))])

    def test_install_can_be_forbidden(self):
        _, calls = self.dev("build", installed=[], FIREDRILL_NO_INSTALL="1")

        self.assertEqual(calls[0], "cmake --preset release")

    def test_run_passes_on_arguments_output_and_exit_code(self):
        result, _ = self.dev("run", "a b.json", "--seed", "2")

        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stdout, "firedrill run a b.json --seed 2\n")

    def test_a_second_run_builds_nothing_and_says_nothing(self):
        self.dev("run")
        result, calls = self.dev("run")

        self.assertEqual((calls, result.stderr), ([], ""))

    def test_a_new_or_removed_source_is_built_without_configuring_again(self):
        self.dev("run")
        source = self.root / "harness/core/new.cpp"
        source.parent.mkdir(parents=True)
        source.touch()
        _, after_adding = self.dev("run")
        source.unlink()
        _, after_removing = self.dev("run")

        for calls in (after_adding, after_removing):
            self.assertEqual([call.split()[0] for call in calls], ["ninja"])

    def test_new_presets_are_configured(self):
        self.dev("run")
        os.utime(self.root / "CMakePresets.json")
        _, calls = self.dev("run")

        self.assertEqual([call.split()[0] for call in calls], ["cmake", "ninja"])

    def test_tests_are_built_beside_the_product_which_stays_as_it_is(self):
        self.dev("run")
        _, tested = self.dev("test", "fast", FIREDRILL_NO_INSTALL="1")
        _, tested_again = self.dev("test", "fast", FIREDRILL_NO_INSTALL="1")
        _, run_again = self.dev("run")

        self.assertEqual([call.split(" --parallel")[0] for call in tested], [
            "cmake --preset release -DFIREDRILL_TESTS=ON",
            f"ninja -C {self.root.resolve()}/build/release all",
            "ctest --preset fast",
        ])
        self.assertEqual([call.split()[0] for call in tested_again], ["ctest"])
        self.assertEqual(run_again, [])

    def test_another_preset_is_built_in_its_own_folder_with_what_it_needs(self):
        _, calls = self.dev("build", "clang-release")

        self.assertEqual(calls, [
            "apt-get -qq update",
            "apt-get -qq install --yes --no-install-recommends clang libclang-rt-14-dev",
            "cmake --preset clang-release",
            f"ninja -C {self.root.resolve()}/build/clang-release firedrill",
        ])

    def test_an_unknown_verb_is_a_usage_error(self):
        result, _ = self.dev("biuld")

        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("there is no verb 'biuld'", result.stderr)

    def test_help_names_every_verb(self):
        result, _ = self.dev("help")
        verbs = re.findall(r"^  ([a-z |]+)\)", DEV.read_text().rsplit("case $verb in", 1)[1], re.M)

        self.assertEqual(result.returncode, 0)
        for verb in " ".join(verbs).replace("|", " ").split():
            self.assertRegex(result.stdout, rf"(?m)^  {verb}\b")


if __name__ == "__main__":
    unittest.main()
