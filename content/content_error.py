"""One error for a pack that cannot be trusted: it says where, what, and how to mend it.

Nothing here is shown to a person who is ringing someone; it stops a start or a test.
"""


class ContentError(Exception):
    """A pack is missing or wrong. The text names the file, the key and the cure."""

    def __init__(self, file: str, key: str, problem: str, cure: str) -> None:
        super().__init__(f"{file}: {key}: {problem}. {cure}.")
        self.file = file
        self.key = key
        self.problem = problem
        self.cure = cure
