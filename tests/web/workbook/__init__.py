"""The workbook on its pages and as a file, and what a reader marks."""
