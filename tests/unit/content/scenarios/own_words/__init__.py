"""Own words of trainees: what the lists find in them, and what they let alone."""
