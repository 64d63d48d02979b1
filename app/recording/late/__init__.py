"""Pages that arrived after their sign-in or their draft had ended."""
