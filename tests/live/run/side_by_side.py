"""Runs the tests of a program side by side: what they do most is wait for their own processes."""
import concurrent.futures
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


class SideBySide(unittest.TestSuite):
    width = 4

    def run(self, result, debug=False):
        def play(test):
            mine = unittest.TestResult()
            begin_s = time.monotonic()
            test.run(mine)
            print(f"{time.monotonic() - begin_s:5.1f} s  {test.id().split('.')[-1]}",
                  file=sys.stderr)
            return mine

        is_later = lambda test: not hasattr(getattr(test, test.id().split(".")[-1], None),
                                            "starts_first")
        with concurrent.futures.ThreadPoolExecutor(self.width) as pool:
            for mine in pool.map(play, sorted(tests_of(self), key=is_later)):
                result.testsRun += mine.testsRun
                result.failures += mine.failures
                result.errors += mine.errors
                result.skipped += mine.skipped
        return result


def main(passed=0):
    """unittest.main(), `width` tests at a time, with this exit code if all is well. Fixtures of
    classes and modules are not set up."""
    loader = unittest.TestLoader()
    loader.suiteClass = SideBySide
    result = unittest.main(testLoader=loader, exit=False).result
    sys.exit(passed if result.wasSuccessful() else 1)
