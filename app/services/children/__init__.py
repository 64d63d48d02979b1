"""Children's files: what leads put together about one child, from the concerns they can open."""
