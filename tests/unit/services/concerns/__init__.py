"""Concerns: signed, read, acknowledged, and kept from those excluded."""
