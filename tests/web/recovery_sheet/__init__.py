"""The recovery sheet on the pages of leads, heads and chairs."""
