"""The workbook edition: whole, readable, and joined with its pack."""
