"""Links between children's files: the page of them, and their number elsewhere."""
