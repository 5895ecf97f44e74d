#!/usr/bin/env python3
"""Live runs that leave the machine time, side by side: the example with a service of one's own
takes 40 s, in which all others have their turns.

usage: runs_test.py FIREDRILL [CLASS[.TEST]...]
"""
import os
import sys

import side_by_side
from game_day import GameDay
from hard_times import HardTimes
from loopback import Loopback
from own_edges import OwnEdges
from own_parts import OwnParts

if __name__ == "__main__":
    FIREDRILL = os.path.abspath(sys.argv.pop(1))
    for tests in (GameDay, HardTimes, Loopback, OwnEdges, OwnParts):
        tests.program = FIREDRILL
    side_by_side.main()
