"""Rules on the reach of each role, and on columns in clear."""
