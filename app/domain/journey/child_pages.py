"""Question pages of Record: each child, where they are, what they said, who the worker fears."""

from app.domain.journey.question_model import Ask, Follow, QuestionPage, Style
from app.domain.journey.repeated_asks import YES_NO_NOT_SURE, make_where_ask, make_words_asks
from app.domain.pages.page_model import Step

_WHOSE = "Who is it about?"
CHILD = QuestionPage(
    name="child",
    title="Who is the child?",
    link="The child",
    step=Step.RECORD,
    ends=("child",),
    group="child",
    asks=(
        Ask(
            "child",
            style=Style.ITEMS,
            asks=(
                Ask("child", "name", "Name", "Or what people call them."),
                Ask("child", "age", hint="A guess is fine: “about 14”."),
                Ask(
                    label="I know their date of birth",
                    style=Style.FOLD,
                    asks=(Ask("child", "born_on", hint="For example, 3/5/2012."),),
                ),
                Ask("child", "group"),
                Ask(
                    "child",
                    "home_area",
                    "Where do they live?",
                    "This decides which council’s numbers you see.",
                    answers=(("not_known", "I do not know"),),
                ),
                Ask(
                    "child",
                    "part",
                    "This child may have harmed another child",
                    "They need help too. Add both children.",
                    style=Style.TICK,
                    answers=(("may_have_harmed_another_child", ""),),
                ),
            ),
        ),
        Ask(
            "response",
            "social_worker",
            "Do they have a social worker?",
            "Enter their name and number, if you know them.",
        ),
        Ask("child", "whose_child_words", "What the child said. " + _WHOSE),
        Ask("child", "whose_seen", "What you saw. " + _WHOSE),
        Ask("child", "whose_told_by_others", "What someone told you. " + _WHOSE),
    ),
)


WHERE_EACH = QuestionPage(
    name="where_each",
    title="Where is each child now?",
    link="Where each child is",
    step=Step.RECORD,
    intro="One child may be safe when another is not.",
    ends=("where_each",),
    asks=(make_where_ask("where_each", "Where are they now?"),),
)
WORDS_EACH = QuestionPage(
    name="words_each",
    title="What did each child say?",
    titles=(("for_someone", "What did each child tell them?"),),
    link="What each child said",
    step=Step.RECORD,
    ends=("words_each",),
    asks=make_words_asks(
        "words_each",
        "Write their exact words. Include slang and swearing. No one will correct this.",
        "Write every question exactly as you asked it.",
    ),
)


def _known(label: str, *asks: Ask) -> Ask:
    return Ask(label=label, style=Style.REVEAL, asks=asks)


PEOPLE = QuestionPage(
    name="people",
    title="Who do you think might be harming the child?",
    link="Who might be harming the child",
    step=Step.RECORD,
    ends=("people",),
    group="people",
    intro="Tick anything you know about that person, not about the child. Small details help the "
    "police: a nickname, a car, half a number plate.",
    asks=(
        Ask(
            "people",
            style=Style.ITEMS,
            asks=(
                _known("A name or nickname", Ask("people", "name_or_nickname", marks=False)),
                _known(
                    "How they know the child",
                    Ask("people", "relationship", "How do they know the child?"),
                ),
                _known(
                    "What they look like, or their age",
                    Ask("people", "description", "What do they look like? How old are they?"),
                ),
                _known(
                    "A user name, app or game",
                    Ask("people", "usernames", "User names", "Exactly as written."),
                    Ask("people", "platforms", "Which app, site or game?"),
                ),
                _known("A phone number", Ask("people", "phones", "Phone number")),
                _known(
                    "A vehicle",
                    Ask(
                        "people",
                        "vehicles",
                        "Number plate, make or colour",
                        "Part of a plate helps.",
                    ),
                ),
                _known(
                    "A place they go",
                    Ask("people", "places", "Where?", "An address, a street, a shop or a flat."),
                ),
                _known(
                    "When or how they’re in contact",
                    Ask("people", "contact_with_child", "When and how?"),
                ),
                Ask(
                    "people",
                    "position_of_trust",
                    "They work or volunteer with children",
                    style=Style.TICK,
                    answers=(("yes", ""),),
                    follow=(
                        Follow(
                            "yes",
                            (
                                Ask(
                                    "people",
                                    "with_children_now",
                                    answers=YES_NO_NOT_SURE,
                                    follow=(
                                        Follow(
                                            "yes",
                                            (Ask("people", "with_children_where"),),
                                            note="with_children",
                                        ),
                                        Follow("unsure", note="with_children"),
                                    ),
                                ),
                            ),
                            note="position_of_trust",
                        ),
                    ),
                ),
                Ask(
                    "people",
                    "name_or_nickname",
                    "I do not know who it is",
                    style=Style.UNKNOWN,
                    answers=(("not_known", ""),),
                ),
            ),
        ),
        Ask(
            "people",
            "no_one_in_particular",
            "I’m not worried about a particular person",
            style=Style.TICK,
            answers=(("yes", ""),),
        ),
    ),
)
