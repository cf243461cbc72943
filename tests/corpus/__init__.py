"""Measures generality: reports from a seed, by many producers, read from outside and compared."""
