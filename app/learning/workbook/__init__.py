"""Show the workbook on screen and as a PDF, and keep how a signed-in reader reads it."""
