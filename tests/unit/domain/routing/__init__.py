"""Recipients of a record, and the duty rota."""
