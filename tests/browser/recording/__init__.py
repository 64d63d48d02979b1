"""The guided record in a real browser: typed, saved, left and come back to."""
