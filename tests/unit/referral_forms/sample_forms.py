"""Made-up papers: one full, one empty, and names in several scripts. No real person."""

from datetime import UTC, datetime

from referral_forms.filled_form import (
    Answer,
    FilledPaper,
    PaperMeta,
    PrintedCheckpoint,
    PrintedContact,
)
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE, find_printed_keys

POLISH = "Aleksandra Łukaszewska"
WELSH = "Siân Gŵyn Tŷ-Llŵyd"
ARABIC = "ليلى بنت يوسف العبدالله"
CHINESE = "王小明"
KOREAN = "김민준"
TIGRINYA = "ሳሙኤል ተስፋይ"

CATALOGUE = {
    key: key.partition(".")[2].replace("_", " ").capitalize() + "?"
    for key in sorted(find_printed_keys(NORTH_LINCOLNSHIRE) | set(NORTH_LINCOLNSHIRE.left_out))
}

META = PaperMeta(
    reference="K7QM-2RXD",
    organisation="Riverside Youth Club",
    author="Sam Lee",
    author_role="Youth worker",
    author_contact="01632 960101, sam.lee@riverside.example",
    signed_at=datetime(2026, 11, 24, 14, 41, tzinfo=UTC),
    made_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC),
    made_by="Sam Lee",
    lead="Joanna Reyes",
    lead_contact="01632 960102",
    area="North Lincolnshire",
    children=(POLISH,),
    contacts=(
        PrintedContact(
            "Children's services", "01632 960555", "open now, until 17:00", "1 November 2026"
        ),
        PrintedContact("Out of hours, an answerphone", "", "at other times"),
    ),
    record_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    checkpoint=PrintedCheckpoint(
        1284, "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", "7K2M-94TQ", "riverside.example/log"
    ),
)

CHILD_WORDS = (
    "he  picks me up after club in the black car and gives me vapes n that\n\n"
    '  he said "ur my girl now" and I had to be nice to his mates\n'
    "dont tell my mum   shell kill me"
)
LONG = (
    "She arrived at twenty past one, later than the others, and sat by the door with her coat on. "
    "She looked at her phone each time it buzzed and turned it face down. "
) * 7


def answer(key: str, text: str, **more: object) -> Answer:
    return Answer(key, text=text, **more)  # type: ignore[arg-type]


FULL: tuple[Answer, ...] = (
    answer("now.danger_now", "Yes"),
    answer("now.danger_why", "The person of concern is with the child, or on the way"),
    answer("now.where_now", "In the club kitchen with Joanna Reyes"),
    answer("now.leaves_at", "15:15"),
    answer("now.leaves_with", "Usually walks home alone"),
    answer("now.about_our_team", "No"),
    answer("told.who", "Single point of contact", item=1),
    answer("told.number", "01632 960555", item=1),
    answer("told.when", "24 November 2026, 14:12", item=1),
    answer("told.answered", "Pat Green", item=1),
    answer("told.advice", "Keep her with you until we ring back.", item=1, quote=True),
    answer("told.told_lead", "Yes"),
    answer("told.told_lead_name", "Joanna Reyes"),
    answer("account.relationship_to_child", "Youth worker, two years"),
    answer("child.name", POLISH, child=POLISH, item=1),
    answer("child.age", "14", child=POLISH, item=1),
    answer("about_child.language", "Polish", child=POLISH),
    answer(
        "about_child.language",
        "Polish and English",
        child=POLISH,
        said="Added by Joanna Reyes, 25 November 2026, 09:05",
    ),
    answer("household.name", WELSH, item=1, item_label=WELSH),
    answer("household.relationship", "Mother's partner", item=1, item_label=WELSH),
    answer("household.name", ARABIC, item=2, item_label=ARABIC),
    answer("household.relationship", "Grandmother", item=2, item_label=ARABIC),
    answer("household.name", CHINESE, item=3),
    answer("household.relationship", f"Friend of {KOREAN} and {TIGRINYA}", item=3),
    answer("account.how_known", "The child told me"),
    answer("account.child_words", CHILD_WORDS),
    answer("account.child_words_original", "nie mów mamie, bo mnie zabije"),
    answer("account.questions_asked", "what happened then?\nwho is he?"),
    answer("account.told_on", "24 November 2026"),
    answer("account.seen", LONG),
    answer("account.worry", "She is collected by somebody we do not know."),
    answer(
        "indicators.indicator",
        "Collected by cars we do not know",
        item=1,
        item_label="Collected by cars we do not know",
        child=POLISH,
    ),
    answer("indicators.basis", "The worker saw it", item=1, child=POLISH),
    answer("indicators.when", "Now", item=1, child=POLISH),
    answer("people.name_or_nickname", "“Dex”", item=1, item_label="“Dex”"),
    answer("people.vehicles", "Black hatchback, part of the plate: 7 K", item=1),
    answer("people.usernames", "@dex_real.7", item=1),
    answer("wishes.child_wishes", "for it to stop without mum knowing", child=POLISH),
    Answer("family.parents_views", unknown="not_safe_to_ask", child=POLISH),
    answer("family.keep_from_family", "All of it: she fears her mother's anger.", child=POLISH),
)


def paper(*answers: Answer, meta: PaperMeta = META) -> FilledPaper:
    return fill_form(NORTH_LINCOLNSHIRE, CATALOGUE, answers, meta)
