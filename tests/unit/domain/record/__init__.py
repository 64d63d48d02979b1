"""What was typed becomes what is stored and read."""
