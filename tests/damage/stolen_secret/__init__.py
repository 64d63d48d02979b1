"""Attacks by someone who has the server secret of today as well."""
