"""The sealed search index: the values of each entry, made at signing, folded into books."""
