"""Question pages of React, Record and Support, and the pages of details."""

from app.domain.journey.question_model import Ask, Follow, QuestionPage, Style
from app.domain.journey.start_pages import YES_NO, YES_NO_NOT_SURE
from app.domain.pages.indicators import INDICATORS, LOOKED
from app.domain.pages.page_model import Step

TOLD = QuestionPage(
    name="told",
    title="Who have you told?",
    link="Who you’ve told",
    step=Step.REACT,
    ends=("told",),
    group="told",
    asks=(
        Ask(
            "told",
            "told_lead",
            answers=(
                ("yes", "Yes"),
                ("no_answer", "I tried, but no answer"),
                ("not_yet", "Not yet"),
            ),
            follow=(
                Follow(
                    "yes",
                    (
                        Ask("told", "told_lead_name", "Who?", style=Style.NAMES),
                        Ask("told", "told_lead_at", "What time?", "For example, today and 14:10."),
                    ),
                ),
                Follow("no_answer", note="no_answer"),
                Follow("not_yet", note="not_yet"),
            ),
        ),
        Ask(
            name="",
            label="Have you called anyone else?",
            hint="Children’s services, police, an ambulance or the LADO.",
            style=Style.CHOICE,
            answers=YES_NO,
            asks=(
                Ask(
                    "told",
                    style=Style.ITEMS,
                    asks=(
                        Ask(
                            "told",
                            "whom",
                            "Who did you call?",
                            answers=(
                                ("children_services", "Children’s services"),
                                ("police", "Police (999 or 101)"),
                                ("health", "Ambulance, hospital or doctor"),
                                ("lado", "LADO"),
                                ("lead", "The person here who takes concerns"),
                                ("somebody_else", "Someone else"),
                            ),
                        ),
                        Ask("told", "who"),
                        Ask(
                            "told",
                            "when",
                            "When did you call?",
                            "For example, today and 14:20.",
                        ),
                        Ask(
                            "told",
                            "how_it_ended",
                            "What happened?",
                            answers=(
                                ("told_who_the_child_is", "I told them who the child is"),
                                ("without_names", "I asked for advice and gave no names"),
                                ("message_left", "I left a message"),
                                ("no_answer", "No answer"),
                            ),
                        ),
                        Ask("told", "answered", "Who did you speak to?", " "),
                        Ask("told", "advice", "What did they say?"),
                        Ask(
                            "told",
                            "reference",
                            "Their reference or log number",
                            "Police give a log number. Ask for it, or call 101 later.",
                        ),
                        Ask(
                            label="Their number and role",
                            style=Style.FOLD,
                            asks=(
                                Ask("told", "number", "Number you called"),
                                Ask("told", "role"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
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
            "Write their name and number, if you know them.",
        ),
        Ask("child", "whose_child_words", "What the child said. " + _WHOSE),
        Ask("child", "whose_seen", "What you saw. " + _WHOSE),
        Ask("child", "whose_told_by_others", "What someone told you. " + _WHOSE),
    ),
)


WORDS_EACH = QuestionPage(
    name="words_each",
    title="What did each child say?",
    titles=(("for_someone", "What did each child tell them?"),),
    link="What each child said",
    step=Step.RECORD,
    ends=("words_each",),
    asks=(
        Ask(
            "words_each",
            "child_words",
            "What did they say?",
            "Their exact words, slang and swearing too. No one checks or corrects this.",
            rows=4,
        ),
        Ask(
            label="They were not speaking English",
            style=Style.FOLD,
            asks=(
                Ask(
                    "words_each",
                    "child_words_original",
                    "Their words in the language they used",
                    "If you can, or ask someone to write it later.",
                ),
            ),
        ),
        Ask(
            "words_each",
            "asked_any",
            answers=YES_NO,
            follow=(
                Follow(
                    "yes",
                    (
                        Ask(
                            "words_each",
                            "questions_asked",
                            "What did you ask?",
                            "Every question, exactly as you said it.",
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def _known(label: str, *asks: Ask) -> Ask:
    return Ask(label=label, style=Style.REVEAL, asks=asks)


PEOPLE = QuestionPage(
    name="people",
    title="Who are you worried about?",
    link="Who you’re worried about",
    step=Step.RECORD,
    ends=("people",),
    group="people",
    intro="Tick anything you know about the person. Small details help the police: a nickname, a "
    "car, half a number plate.",
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
                    follow=(Follow("yes", note="position_of_trust"),),
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
SIGNS = QuestionPage(
    name="signs",
    title="Have you noticed any of these signs?",
    link="Signs you’ve noticed",
    step=Step.RECORD,
    signs=True,
    ends=tuple(page.name for page in INDICATORS),
    intro="Tick any that fit. It’s a reminder, not a test: if nothing here fits and you’re "
    "worried, still make a referral.",
    asks=(
        Ask(INDICATORS[0].name, LOOKED.name),
        *(
            Ask(page.name, name)
            for page in INDICATORS
            for name in ("indicator", "basis", "when", "note")
        ),
    ),
)
WORRY = QuestionPage(
    name="worry",
    title="What worries you most?",
    link="What worries you",
    step=Step.RECORD,
    ends=("account",),
    asks=(
        Ask(
            "account",
            "worry",
            hint="One or two sentences: what you think may be happening, and why. This is your own "
            "view. It is read first, after the child’s words.",
            style=Style.HEADING,
            rows=4,
        ),
        Ask(
            "child",
            "whose_worry",
            "Which child is this about?",
            "Tick all that fit. Nothing ticked means each of them.",
            with_text=True,
        ),
        Ask(
            label="You are not sure about something",
            style=Style.FOLD,
            asks=(Ask("view", "not_sure_of", "What are you not sure about?"),),
        ),
    ),
)
NEXT = QuestionPage(
    name="next",
    title="What happens next for the child?",
    link="What happens next",
    step=Step.SUPPORT,
    asks=(
        Ask(
            "told",
            "explained_next",
            "Have you told them what will happen next?",
            style=Style.WORDS_IF,
            answers=(("", "Yes"), ("not_told_yet", "Not yet")),
            follow=(Follow("", (Ask(label="What did you say?"),)),),
        ),
        Ask(
            "wishes",
            "child_wishes",
            "What do they want to happen?",
            style=Style.WORDS_IF,
            answers=(
                ("", "They told me"),
                ("not_asked", "I haven’t asked"),
                ("not_safe_to_ask", "It wasn’t safe to ask"),
            ),
            follow=(Follow("", (Ask(label="In their words"),)),),
        ),
        Ask(
            "wishes",
            "safe_tonight",
            "Will they be safe tonight?",
            answers=YES_NO_NOT_SURE,
            follow=(Follow("no", note="tonight"), Follow("unsure", note="tonight")),
        ),
    ),
)
FAMILY = QuestionPage(
    name="family",
    title="Do their parents or carers know?",
    link="Parents and carers",
    step=Step.SUPPORT,
    ends=("family",),
    asks=(
        Ask(
            "family",
            "family_knows",
            answers=(("yes", "Yes"), ("no", "No"), ("not_known", "I do not know")),
            follow=(
                Follow(
                    "yes",
                    (
                        Ask("family", "family_told_by", "Who told them?"),
                        Ask("family", "family_told_at", "When?"),
                        Ask("family", "parents_views", "What did they say?"),
                    ),
                ),
                Follow(
                    "no",
                    (
                        Ask(
                            "family",
                            "safe_to_tell",
                            "Is it safe to tell them?",
                            answers=YES_NO_NOT_SURE,
                        ),
                        Ask("family", "safe_to_tell_reason", "Why?"),
                    ),
                ),
            ),
        ),
        Ask(
            label="Something must be kept from the family or the child",
            style=Style.FOLD,
            asks=(
                Ask("family", "keep_from_family", "What must the family not be told, and why?"),
                Ask("family", "keep_from_child", "What must the child not be told, and why?"),
            ),
        ),
    ),
)
RECORD = (TOLD, CHILD, WORDS_EACH, PEOPLE, SIGNS, WORRY, NEXT, FAMILY)


def _detail(name: str, title: str, step: Step, *fields: tuple[str, str]) -> QuestionPage:
    return QuestionPage(
        name=name,
        title=title,
        link=title,
        step=step,
        detail=True,
        ends=(name,),
        asks=tuple(Ask(page, field) for page, field in fields),
    )


DETAILS = (
    _detail(
        "response",
        "What you said and did",
        Step.REACT,
        ("response", "what_you_said"),
        ("response", "what_you_did"),
        ("response", "told_anyone_else"),
        ("told", "confidentiality"),
        ("account", "relationship_to_child"),
    ),
    _detail(
        "view",
        "What you think",
        Step.RECORD,
        *(("view", name) for name in ("opinion", "opinion_reason", "strengths", "impact")),
    ),
    _detail(
        "wishes",
        "More about what happens next",
        Step.SUPPORT,
        *(("wishes", name) for name in ("child_told_what_next", "next_contact", "desired_outcome")),
    ),
)
