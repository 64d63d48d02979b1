"""Say which events people are told about, who is told, and in which words."""
