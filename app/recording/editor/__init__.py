"""The guided pages of a draft or a practice: laid out, drawn, saved and left."""
