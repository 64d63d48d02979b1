"""Cut a text where only its beginning is shown, as a name is. The whole stands somewhere else."""

NAME_CHARACTERS = 80
"""A name or an age may be a sentence, or one letter held down: what follows must stay in sight."""


def shortened(text: str, most: int) -> str:
    """At most this many characters, cut after a word and marked as cut."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(None, 1)[0] + " …"
