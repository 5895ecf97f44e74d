"""Runs the tests of a program side by side: what they do most is wait for their own processes."""
import concurrent.futures
import itertools
import sys
import time
import unittest


def starts_first(test):
    """Marks the test that takes longest."""
    test.starts_first = True
    return test


def tests_of(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from tests_of(one)
        else:
            yield one


def in_turns(tests):
    """Who starts first, then one of each class in turns: they have little in common."""
    by_class = {}
    for test in tests:
        by_class.setdefault(type(test), []).append(test)
    mixed = [test for turn in itertools.zip_longest(*by_class.values()) for test in turn if test]
    return sorted(mixed, key=lambda test: not hasattr(method_of(test), "starts_first"))


def method_of(test):
    return getattr(test, test.id().split(".")[-1], None)


class SideBySide(unittest.TestSuite):
    width = 1

    def run(self, result, debug=False):
        def play(test):
            mine = unittest.TestResult()
            begin_s = time.monotonic()
            test.run(mine)
            print(f"{time.monotonic() - begin_s:5.1f} s  {test.id().split('.')[-1]}",
                  file=sys.stderr)
            return mine

        with concurrent.futures.ThreadPoolExecutor(self.width) as pool:
            for mine in pool.map(play, in_turns(tests_of(self))):
                result.testsRun += mine.testsRun
                result.failures += mine.failures
                result.errors += mine.errors
                result.skipped += mine.skipped
        return result


def main(passed=0, width=4):
    """unittest.main(), so many tests at a time, with this exit code if all is well. Fixtures of
    classes and modules are not set up."""
    SideBySide.width = width
    loader = unittest.TestLoader()
    loader.suiteClass = SideBySide
    result = unittest.main(testLoader=loader, exit=False).result
    sys.exit(passed if result.wasSuccessful() else 1)
