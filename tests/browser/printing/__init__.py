"""Pages as a browser prints them."""
