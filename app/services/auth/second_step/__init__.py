"""The second step of a sign-in: a code from an app, or a recovery code, after the passphrase."""
