"""What is refused as a passphrase, and the words that are offered."""
