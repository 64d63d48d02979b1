"""States of the workbook, training and practice."""
