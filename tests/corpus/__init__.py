"""Measures generality: reports from a seed, by many producers, read from outside and compared."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # for `running`, as pytest has it
