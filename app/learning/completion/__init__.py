"""Show, print, check and record completions of the workbook."""
