"""Somebody changes, hides or takes away rows of concerns and drafts."""
