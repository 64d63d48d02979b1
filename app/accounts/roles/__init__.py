"""Show the roles of a confirmed member, and let a lead change them."""
