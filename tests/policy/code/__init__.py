"""How the code is put together: imports, sizes, errors, frozen names."""
