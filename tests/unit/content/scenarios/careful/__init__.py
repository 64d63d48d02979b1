"""The tests of careful own words, clause by clause."""
