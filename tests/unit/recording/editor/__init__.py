"""The editor of the guided record."""
