"""Frozen answers, with what each version of the normaliser makes of them."""
