"""A council's own PDF, filled in from a signed record.

Every answer lands in a box, or on sheets behind the form; nothing is cut, guessed or merged, and
a box whose text goes on elsewhere says so. Like the rest of this library it reads no database, no
key, no clock, and sends nothing. Only this package uses pypdf.
"""
