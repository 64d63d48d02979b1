"""Files written from the questions, the forms and the stored names: one module for each file."""
