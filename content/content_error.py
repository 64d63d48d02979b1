"""One error for a pack that cannot be trusted: it says where, what, and how to fix it.

Nothing here is shown to a person who is calling someone; it stops a start or a test.
"""


class ContentError(Exception):
    """A pack is missing or wrong. The text names the file, the line, the key and the cure.

    `line`: 0 where no one line is wrong. Loading a pack finds it: see `pack_faults.fault_lines`.
    """

    def __init__(self, file: str, key: str, problem: str, cure: str, *, line: int = 0) -> None:
        super().__init__(file, key, problem, cure)
        self.file = file
        self.key = key
        self.problem = problem
        self.cure = cure
        self.line = line

    def __str__(self) -> str:
        """Return it in one line, for the command line and for leads."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.problem}. {self.cure}."
