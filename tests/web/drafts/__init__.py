"""Drafts: their bounds, two versions, late pages, and those from older versions."""
