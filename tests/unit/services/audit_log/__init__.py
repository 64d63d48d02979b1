"""The log: its export, its receipts and what it says of refusals."""
