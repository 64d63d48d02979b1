"""People to call, words to say, and numbers that can be tapped."""
