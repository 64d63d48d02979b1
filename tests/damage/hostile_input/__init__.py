"""Strings and forms that no page of ours sends."""
