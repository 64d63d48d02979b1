"""Practice: its runs, its days and what is said when looking back."""
