"""Practice conversations, their record, and looking back on them."""
