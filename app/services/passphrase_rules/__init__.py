"""Judge a new passphrase by what a guesser knows, and offer one. It never stores or logs one."""
