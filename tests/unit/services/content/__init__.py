"""Content as it is served: what a reader marked."""
