"""A record: what was typed, the parts it becomes, its entries, and how each is read again."""
