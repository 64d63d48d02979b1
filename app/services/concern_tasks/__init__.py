"""Tasks about a concern: who does what by when, and who has the concern in hand."""
