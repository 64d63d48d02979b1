"""Children's files, by their pages."""
