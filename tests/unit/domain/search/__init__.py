"""Tests of searching: a query compared with names and answers."""
