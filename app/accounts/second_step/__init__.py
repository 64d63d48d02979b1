"""The second step of a sign-in: asking for a code, setting it up, taking a colleague's off."""
