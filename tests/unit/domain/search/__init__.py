"""What is looked for, compared with names and answers."""
