"""Compare what a lead looks for with names and answers. Pure: nothing is read or stored."""
