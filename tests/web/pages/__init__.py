"""Rules that hold on every page: numbers, words, copies and small screens."""
