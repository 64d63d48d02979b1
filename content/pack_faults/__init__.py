"""Say where in its file a fault of a pack is, and what is wrong, for people who know no TOML."""
