"""Attacks on how someone is made a head or chair."""
