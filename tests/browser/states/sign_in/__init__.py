"""Pages of signing in with more than a passphrase."""
