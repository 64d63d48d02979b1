"""Two blobs of one column that changed places: each pair, in every table."""
