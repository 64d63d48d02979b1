"""Who reaches what, and what lies in clear."""
