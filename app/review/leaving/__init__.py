"""Hand over all that someone has in hand before, or after, they leave."""
