"""Plain frozen structs and the rules about them: no I/O, no crypto, no Flask."""
