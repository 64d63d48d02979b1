"""The log compared with what is stored."""
