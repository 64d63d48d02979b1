"""Notices: who is told, in which words, until when."""
