"""The jobs that run automatically."""
