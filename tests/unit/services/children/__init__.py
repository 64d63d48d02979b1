"""Children's files: linking, unlinking, and what nobody else learns."""
