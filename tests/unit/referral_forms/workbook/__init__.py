"""The workbook as a PDF."""
