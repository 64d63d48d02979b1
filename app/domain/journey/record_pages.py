"""Question pages of React, Record and Support, and the pages of details."""

from app.domain.journey.child_pages import CHILD, PEOPLE, WHERE_EACH, WORDS_EACH
from app.domain.journey.question_model import Ask, Follow, QuestionPage, Style
from app.domain.journey.repeated_asks import YES_NO, YES_NO_NOT_SURE
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
                        Ask("told", "told_lead_said"),
                    ),
                ),
                Follow("no_answer", note="no_answer"),
                Follow("not_yet", note="not_yet"),
            ),
        ),
        Ask(
            "told",
            "called_anyone_else",
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
                                (
                                    "lead",
                                    "The person in charge of safeguarding, or the head or chair",
                                ),
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
SIGNS = QuestionPage(
    name="signs",
    title="Have you noticed any of these signs?",
    link="Signs you’ve noticed",
    step=Step.RECORD,
    signs=True,
    ends=tuple(page.name for page in INDICATORS),
    intro="Tick any that fit. It’s a reminder, not a test. If none of them fits and you’re still "
    "worried, make a referral.",
    asks=(
        Ask(INDICATORS[0].name, LOOKED.name),
        *(
            Ask(page.name, name)
            for page in INDICATORS
            for name in ("indicator", "basis", "when", "noticed_on", "note")
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
            "view. People read it straight after the child’s words.",
            style=Style.HEADING,
            rows=4,
        ),
        Ask(
            "child",
            "whose_worry",
            "Which child is this about?",
            "Tick all that fit. If you tick no one, it is about each of them.",
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
            follow=(
                Follow("no", note="tonight"),
                Follow(
                    "unsure",
                    (Ask("wishes", "sleeps_where"), Ask("wishes", "unsure_why")),
                    note="tonight",
                ),
            ),
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
            "Do they know about this?",
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
        Ask("family", "who_at_home"),
        Ask("family", "safe_contact"),
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
RECORD = (TOLD, CHILD, WHERE_EACH, WORDS_EACH, PEOPLE, SIGNS, WORRY, NEXT, FAMILY)


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
