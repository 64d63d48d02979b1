"""Read the lists of words in `lists`. Where each comes from, and its licence: lists/README.md."""

from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "lists"


def read_list_lines(name: str) -> list[str]:
    """Return the lines of a list, without those that are about it."""
    lines = (LISTS / name).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def read_list_words(name: str) -> list[str]:
    """Return the words of a list, however many stand in a line."""
    return [word for line in read_list_lines(name) for word in line.split()]


@cache
def load_generated_words() -> tuple[str, ...]:
    """Return the words from which a passphrase is offered."""
    return tuple(read_list_words("generated_words"))
