"""The questions of the record: their words, hints and schema."""
