"""What a browser prints."""
