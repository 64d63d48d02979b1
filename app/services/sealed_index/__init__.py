"""What searches look in: the values of each entry, sealed, made at signing, folded into books."""
