"""The questions of a record as a worker walks them, without JavaScript."""

import pytest

from tests.support.web.question_client import start_with_question, walk_questions
from tests.support.web.record_client import sign

pytestmark = pytest.mark.both_databases

ANSWERS = {
    "where": {"child_is": ["with_me"], "leaves_at": ["17:00"], "leaves_with": ["her nan"]},
    "read": {"about_our_team": ["no"]},
    "how": {"how_known": ["child_told_me", "someone_told_me"]},
    "words": {
        "child_words": ["  he said if u tell anyone\nil put the pics on insta "],
        "asked_any": ["yes"],
        "questions_asked": ["Did he make you do it?"],
    },
    "when": {"told_on": ["today"], "told_at_time": ["2.05pm"], "just_us": ["yes"]},
    "seen": {"seen": ["Crying, sleeves pulled down."]},
    "others": {"others-0-said": ["its that Daz"], "others-0-protect_identity": ["not_asked"]},
    "told": {"told_lead": ["yes"], "told_lead_name": ["Jo Smith"]},
    "child": {"children-0-name": ["Maja"], "children-0-age": ["14"]},
    "people": {"people-0-vehicles": ["Silver Golf, starts FX19"]},
    "signs": {
        "c1.indicators-pick": ["mood"],
        "c1.indicators-mood-basis": ["seen_myself"],
        "c1.indicators-mood-note": ["since half term"],
    },
    "worry": {"worry": ["An adult may be controlling them."], "not_sure_of": ["Who he is."]},
    "next": {
        "explained_next": ["I said I must tell Jo."],
        "c1.child_wishes-unknown": ["not_asked"],
        "c1.safe_tonight": ["yes"],
    },
    "family": {"c1.family_knows": ["no"], "c1.safe_to_tell_reason": ["They asked me not to."]},
}
READ_BY_THE_LEAD = (
    "With the worker", "her nan", "il put the pics on insta", "Did he make you do it?",
    "Crying, sleeves pulled down.", "its that Daz", "Jo Smith", "Maja", "Silver Golf, starts FX19",
    "since half term", "An adult may be controlling them.", "Who he is.", "I said I must tell Jo.",
    "They asked me not to.",
)  # fmt: skip


def test_every_question_page_is_walked_signed_and_read(world):
    sam = world.client("sam")
    draft, names = walk_questions(sam, start_with_question(sam), ANSWERS)
    assert names == list(ANSWERS)
    assert "This might be a leading question." in sam.page(f"{draft}/words").text
    assert "What did the child say? Done" in sam.page(draft).text
    concern = sign(sam, draft, [])
    file = world.client("jo").page(f"/concerns/{concern}").text
    for words in READ_BY_THE_LEAD:
        assert words in file, words
    again = sam.send(f"{draft}/sign", {"not_for": "none"}, via="/record/new")
    assert again.location.endswith(f"/concerns/{concern}/signed")
