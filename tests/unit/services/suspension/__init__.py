"""Accounts that a lead stops, and lets in again."""
