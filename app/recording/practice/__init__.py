"""The guided record in practice. Nothing here opens, saves or signs a real record."""
