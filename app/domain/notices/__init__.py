"""Say which events people are told about, who is told, and the words."""
