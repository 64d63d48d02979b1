"""What several children's files name: its page, and in how many other files."""
