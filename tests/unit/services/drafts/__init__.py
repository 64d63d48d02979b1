"""Drafts, late pages and rejected forms."""
