"""Commands for whoever keeps a server: backup, restore, and what is wrong with it."""
