"""Read, check and fill the training workbook: chapters, questions, law, glossary and drawings."""
