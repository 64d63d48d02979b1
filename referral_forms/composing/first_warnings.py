"""Say what the reader of a document must see before they act: on page 1, mostly nothing.

Only repeats the worker's own answers and ticks, and quotes them. It weighs nothing, and leaves out
what the form itself does not print.
"""

import re
from collections.abc import Iterator, Sequence

from referral_forms.composing.done_so_far import NAME, RELATIONSHIP, SHORT
from referral_forms.filled_form import HELD_BACK_TEXT, Answer
from referral_forms.form_definition import Form

SAFE_TO_TELL, KEPT_FROM_FAMILY = "family.safe_to_tell", "family.keep_from_family"
FAMILY_UNSAFE = {
    "no": "The worker says that it is not safe to tell them.",
    "unsure": "The worker is not sure if it is safe to tell them.",
}
FAMILY_MUST_NOT_KNOW = "There is something that they must not be told."
SEE_FAMILY = "Read what the worker wrote about the family before you call them."
MAY_BE_FAMILY = "Someone the worker is worried about may be close to the family: {}."
FURTHER_DOWN = "see who the worker is worried about"
IMAGES_EXIST, IMAGES_SHARED = "exploitation.images_exist", "exploitation.images_spreading"
IMAGES_SAID = {
    IMAGES_EXIST: "The worker says that there are sexual images of the child.",
    IMAGES_SHARED: "The worker says that they are being shared.",
}
SIGN, IMAGE_SIGN = "indicators.indicator", "images_asked_for_or_used"
_FAMILY_WORDS = re.compile(
    r"\b(?:mum|mummy|mam|mom|mother|dad|daddy|father|parents?|carers?|guardian|(?:step|foster)\w*"
    r"|brother|sister|siblings?|uncle|aunt|auntie|aunty|gran|granny|nan|nana|grand(?:ad|dad|ma|pa|mum|mother"
    r"|father|parents?)|cousin|family|relatives?)\b",
    re.IGNORECASE,
)


def describe_images(answers: Sequence[Answer]) -> str:
    """Return what the worker said of sexual images of the child; "" where they said nothing."""
    told = [
        words
        for key, words in IMAGES_SAID.items()
        if any(one.key == key and "yes" in one.tokens for one in answers)
    ]
    ticked = (one.text for one in answers if one.key == SIGN and IMAGE_SIGN in one.tokens)
    told += [f"The worker ticked “{text}”." for text in dict.fromkeys(ticked)]
    return " ".join(told)


def describe_family_warning(form: Form, answers: Sequence[Answer]) -> str:
    """Return what to know before anyone calls the family; "" where nothing was said of that."""
    told = [token for one in answers if one.key == SAFE_TO_TELL for token in one.tokens]
    said = [words for token, words in FAMILY_UNSAFE.items() if token in told]
    if any(one.key == KEPT_FROM_FAMILY and one.text and not one.unknown for one in answers):
        said.append(FAMILY_MUST_NOT_KNOW)
    if any(SAFE_TO_TELL in section.keys for section in form.sections()):
        said = [*_list_feared_family(answers), *said]
    return " ".join((*said, SEE_FAMILY)) if said else ""


def _list_feared_family(answers: Sequence[Answer]) -> Iterator[str]:
    """Yield a line where a person of concern is described by a word for family. It may be that
    they only know the family: the words stand there for the reader to judge.
    """
    texts = [
        one.text
        for one in answers
        if one.key in {RELATIONSHIP, NAME} and not one.unknown and one.text != HELD_BACK_TEXT
    ]
    near = list(dict.fromkeys(text for text in texts if _FAMILY_WORDS.search(text)))
    if near:
        short = all(len(text) <= SHORT and "\n" not in text for text in near)
        quoted = ", ".join(f"“{text}”" for text in near) if short else FURTHER_DOWN
        yield MAY_BE_FAMILY.format(quoted)
