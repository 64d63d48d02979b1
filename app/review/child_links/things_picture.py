"""Draw which children's files name which things: things on the left, files on the right. Pure.

Nothing is weighed or ranked: things stand in the order of the page, files in that of the children's
names. The table of the page says the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from unicodedata import east_asian_width

from app.domain.private_struct import PrivateStruct
from app.domain.values.values_in_several_files import Sameness, ValueGroup

MOST_THINGS, MOST_FILES, MOST_CONCERNS = 12, 12, 24
"""What fits without one mark hiding another. What comes after is in the tables alone."""
LONGEST_NAME = 38
"""Columns that a name may take in the picture. The table has the whole name."""
TO_CHECK = frozenset({Sameness.PART, Sameness.DIGITS, Sameness.NEAR})
THING_HEIGHT, FILE_HEIGHT = 36, 48


class DrawnThing(PrivateStruct, frozen=True):
    """A thing that several files name, with the letter that stands for it."""

    letter: str
    name: str
    y: float


class DrawnFile(PrivateStruct, frozen=True):
    """A child's file, by the child's name."""

    name: str
    y: float


class FileNaming(PrivateStruct, frozen=True):
    """How a file names a thing. `is_often`: more than once; `is_unsure`: only in another way."""

    is_often: bool
    is_unsure: bool


class DrawnLine(PrivateStruct, frozen=True):
    """From a thing to a file that names it."""

    thing_y: float
    file_y: float
    naming: FileNaming


class ThingsPicture(PrivateStruct, frozen=True):
    """What is drawn. It is 800 wide, and the lines go from 354 to 526."""

    things: tuple[DrawnThing, ...]
    files: tuple[DrawnFile, ...]
    lines: tuple[DrawnLine, ...]
    height: int


def take_what_fits(groups: Sequence[ValueGroup]) -> tuple[ValueGroup, ...]:
    """Return the first things of the page that fit into a picture, with all that names them."""
    taken: list[ValueGroup] = []
    files, concerns = set[str](), set[str]()
    for group in groups[:MOST_THINGS]:
        files |= set(group.files)
        concerns |= set(group.concerns)
        if len(files) > MOST_FILES or len(concerns) > MOST_CONCERNS:
            break
        taken.append(group)
    return tuple(taken)


def name_things(groups: Sequence[ValueGroup]) -> dict[ValueGroup, str]:
    """Return the letter of each thing that is drawn."""
    return dict(zip(groups, ascii_uppercase, strict=False))


def find_naming(group: ValueGroup, file: str) -> FileNaming:
    """Return how this file names a thing."""
    found = [one for one in group.mentions if file in one.files]
    is_unsure = group.same in TO_CHECK and all(one.value.key != group.key for one in found)
    return FileNaming(len(found) > 1, is_unsure)


def draw_things(groups: Sequence[ValueGroup], names: Mapping[str, str]) -> ThingsPicture:
    """Return the picture of these things.

    `names`: of the children by the ids of their files, in the order in which they are shown.
    """
    files = [file for file in names if any(file in group.files for group in groups)]
    height = max(THING_HEIGHT * len(groups), FILE_HEIGHT * len(files))
    places = dict(zip(files, _share_out(height, len(files)), strict=True))
    rows = list(zip(groups, _share_out(height, len(groups)), strict=True))
    letters = name_things(groups)
    return ThingsPicture(
        things=tuple(
            DrawnThing(letters[one], shorten(one.name, LONGEST_NAME), y) for one, y in rows
        ),
        files=tuple(DrawnFile(shorten(names[one], LONGEST_NAME), places[one]) for one in files),
        lines=tuple(line for one, y in rows for line in _draw_lines(one, y, places)),
        height=height,
    )


def shorten(name: str, most: int) -> str:
    """Return a name in at most so many columns, with a sign where it goes on.

    A letter such as 车 takes two columns.
    """
    columns = 0
    for at, letter in enumerate(name):
        columns += 2 if east_asian_width(letter) in "WF" else 1
        if columns > most:
            return f"{name[: at - 1].rstrip()}…"
    return name


def _share_out(height: int, count: int) -> list[float]:
    """Return the middles of so many rows of one height."""
    return [round(height / count * (at + 0.5), 1) for at in range(count)]


def _draw_lines(group: ValueGroup, y: float, places: Mapping[str, float]) -> Iterator[DrawnLine]:
    for file, file_y in places.items():
        if file in group.files:
            yield DrawnLine(y, file_y, find_naming(group, file))
