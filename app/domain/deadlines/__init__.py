"""Where a concern stands and what is outstanding, worked out from its entries alone."""
