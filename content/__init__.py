"""Everything that is true for one authority at one time, as data, and the readers of it.

This library knows no Flask, no database and no clock of its own: callers pass the time.
It never asks the network, never guesses a number and never changes what it loaded.
"""
