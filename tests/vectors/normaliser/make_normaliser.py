"""Make the file of the normaliser's VERSION once. Run again it refuses.

python -m tests.vectors.normaliser.make_normaliser
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from app.domain.record.entry_schema import Details, Part, Person
from app.domain.search.search_query import replace_lookalike_letters, split_search_words
from app.domain.values.entry_values import QUESTIONS, make_slip, read_entry_values
from app.domain.values.normalised import VERSION, ValueKind
from app.domain.values.packed_slips import pack_slips

FOLDER = Path(__file__).parent
AT = datetime(2026, 11, 3, 12, 15, tzinfo=UTC)
SAM = Person("s", "Sam Lee", "", "", "", ("practitioner",), confirmed=True)
CONCERN = "6f1c1f5e-3a55-4b5e-9d0b-0d6a3c2f8a11"
FIELDS = {kind: place for place, kind in QUESTIONS.items()}
"""A question of each kind: its page and its name."""
ANSWERS = {
    ValueKind.PLATE: (
        "FN99 KXB", "fn99kxb", "FNO9 KXB", "FN 99 KXB", "FN99-KXB", "A123 BCD", "ABC 123D",
        "abc123d",
        "plate begins FN99, silver", "starts with KX", "starts with KXB", "first letters YJ9",
        "ends in KXB", "ending KXB", "last three 9KX", "black BMW, YJ98", "OLD RED CAR",
        "white Transit van", "A4 and a 4x4, RAV4", "KXB", "kxb", "FN99 KXB and YJ98 ABC",
        "a Golf GTI",
        "AB12CDE\nsilver estate", "12345", "QQ1", "Ål12 CDE", "", "taxi 17", "begins and ends FN9",
    ),
    ValueKind.PHONE: (
        "07700 900123", "+44 7700 900123", "+44 (0)7700-900123", "0044 7700 900 123",
        "(01724) 296500",
        "07700 900123 or 07700 900456", "07700 900123, 01724 296500", "07700900123 07700900456",
        "900123", "90012", "ring 101", "+33 6 12 34 56 78", "0033612345678", "07700 900123 ext 4",
        "01724 296 500/501", "old one 07700.900.123", "44 7700 900123", "0 7 7 0 0 9 0 0 1 2 3",
        "447700900123", "44 (0)7700 900123", "44 years",
    ),
    ValueKind.ONLINE: (
        "kai_rides07", "@Kai.Rides07", "kai_rides07 on Snapchat", "Kai Rides 07", "kai rides",
        "x_9",
        "k_", "kai_rides07, theo.h4rt and mayae", "“kai_rides07” (Insta)", "Kài_Rides07",
        "snap: kai07",
        "KAI_RIDES07; kai_rides08", "kai & theo_99", "don’t know", "three words without signs here",
        "snapchat kai07", "Insta – kai.rides", "kai_rides07: on Snapchat", "Kai: his friend",
    ),
    ValueKind.PERSON: (
        "Maya Ellis", "ellis, maya", "Ellis Maya", "Óscar Dean (about 20)", "Siôn Łuk",
        "Kai from the gym",
        "her uncle", "uncle Dean", "Mr Marsh", "Jo O’Neil", "Jo O'Neil", "Anne-Marie Dunn", "M E",
        "Dean, Robbie and Kai", "Dean/Robbie", "Dean & Robbie", "K.", "Li Na", "Dean 20",
        "two boys",
        "Dean – her cousin", "Robbie, aged 19", "ΜΑΡΙΑ", "Мая Эллис", "محمد علي", "Zoë Straße",
        "not known",
        "Ｍａｙａ", "May\u00ada", "the man in the shop", "Big Dave", "a lad called Kai",
        "M.E.", "J", "On Yee Chan", "In-Su Kim", "李 伟", "Liam O'Brien", "Liam OBrien", "who",
    ),
    ValueKind.PLACE: (
        "the baths", "The Baths", "Car park of the baths", "Ferry Road, near the bus stop",
        "Café Olé",
        "Flat 3, 12 Hill Street", "St. Mary’s", "St Mary's", "at home", "the",
        "a house by the river",
        "Łódź Street", "DN15 6AA", "behind Tesco\noutside school",
    ),
}  # fmt: skip
LONG = ("x" * 130, "Maya " * 40)


def normalise_all() -> dict[str, object]:
    """Return what this version makes of each answer: its values, and how a search compares them."""
    return {
        str(kind): {text: _normalise(kind, text) for text in (*texts, *LONG)}
        for kind, texts in ANSWERS.items()
    }


def _normalise(kind: ValueKind, text: str) -> dict[str, object]:
    page, field = FIELDS[kind]
    said = Details(by=SAM, signed_at=AT, page=page, parts=(Part(page, ("c1",), {field: text}),))
    packed = pack_slips((make_slip(CONCERN, 1, said),))
    return {
        "values": [[one.kind.value, one.key, one.text] for one in read_entry_values(said)],
        "searched": [packed.words, packed.codes, packed.names, packed.long_names],
        "typed": [
            split_search_words(text),
            replace_lookalike_letters("".join(split_search_words(text))),
        ],
    }


def make(folder: Path) -> None:
    """Write the file of VERSION. Raises FileExistsError rather than replace any."""
    with (folder / f"version{VERSION}.json").open("x", encoding="utf-8") as file:
        json.dump(normalise_all(), file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    make(FOLDER)
