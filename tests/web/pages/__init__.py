"""What holds on every page: numbers, words, copies and small screens."""
