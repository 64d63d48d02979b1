"""The core: five pages, about 23 short answers, two of them needed.

Labels speak to a tired person on a phone. Nothing here blocks: every question may stay blank.
"""

from app.domain.fields import (
    WHAT_TOLD,
    WHAT_WAS_TOLD,
    YES_NO_UNSURE,
    Field,
    Group,
    Kind,
    Page,
    Step,
    options,
)
from app.domain.pages.beside import OF_NOTES

OTHER_LANGUAGE = "They spoke another language"
ROUGH_NOTES = "I made rough notes at the time"
FROM_SOMEONE = "Someone told me about it"
SOMETHING_ELSE = "Something else puts them in danger: say what"
ELSEWHERE = "I am writing this for somebody else"

DANGER = options(
    hurt="The child or anyone is hurt",
    has_taken_something="They have taken something",
    says_they_may_end_their_life="They say they may end their life",
    missing="The child is missing",
    the_person_is_with_them_or_coming="The person is with them, or coming",
    recent_sexual_assault="A recent sexual assault",
    other="Something else",
)
HOW_KNOWN = options(
    child_told_me="The child told me",
    i_saw_or_heard_it="I saw or heard it",
    someone_told_me="Someone told me",
    changes_i_noticed="Changes I noticed",
    online="Online",
)
PARTS_IN_IT = options(
    may_have_been_harmed="May have been harmed",
    may_have_harmed_another_child="May have harmed another child",
    may_be_affected="May be affected",
)

NOW = Page(
    name="now",
    title="Is anyone in danger now?",
    step=Step.BEFORE,
    core=True,
    fields=(
        Field(
            "danger_now",
            "Is a child or anyone else in danger now?",
            Kind.ONE,
            options=YES_NO_UNSURE,
            unknowns=(),
        ),
        Field("danger_why", "What makes you think so?", Kind.MANY, options=DANGER),
        Field("danger_why_other", "What else puts them in danger?", fold=SOMETHING_ELSE),
        Field("where_now", "Where is the child now?"),
        Field("leaves_at", "When does the child leave you?", Kind.TIME, hint="Like 15:15."),
        Field("leaves_with", "Who will they leave with?"),
        Field("others_in_danger", "Who else may be in danger?", Kind.TEXT, hinted=True, rows=2),
        Field(
            "about_our_team",
            "Is it about someone who works or helps here?",
            Kind.ONE,
            options=YES_NO_UNSURE,
            unknowns=(),
            hint="Staff, volunteers, coaches, anyone on our team. This changes who can read it.",
        ),
    ),
)

ACCOUNT = Page(
    name="account",
    title="What happened?",
    step=Step.RECEIVE,
    core=True,
    fields=(
        Field("how_known", "How do you know?", Kind.MANY, options=HOW_KNOWN),
        Field(
            "child_words",
            "What the child said or showed, in their words",
            Kind.WORDS,
            rows=6,
        ),
        Field(
            "child_words_original",
            "The same in the language they used",
            Kind.WORDS,
            hint="If it was not English. Leave blank if it was.",
            fold=OTHER_LANGUAGE,
        ),
        Field("questions_asked", "What you asked, exactly", Kind.WORDS),
        Field("seen", "What you saw or heard yourself", Kind.TEXT, hinted=True),
        Field("seen_at", "When you saw it", Kind.MOMENT, hint="Like 24/11/2026, or today."),
        Field(
            "told_by_others",
            "What someone else told you, in their words",
            Kind.WORDS,
            fold=FROM_SOMEONE,
        ),
        Field("told_by_others_source", "Who told you that?", fold=FROM_SOMEONE),
        Field("worry", "What worries you, and why", Kind.TEXT, hinted=True),
        Field("told_on", "The day you were told", Kind.DATE, hint="Like 24/11/2026, or today."),
        Field("told_at_time", "The time you were told", Kind.TIME, hint="Like 14:05."),
        Field("told_at_place", "Where you were"),
        Field("others_present", "Who else was there?"),
        Field("relationship_to_child", "How do you know the child?"),
        Field(
            "first_note",
            "Rough notes you made at the time",
            Kind.WORDS,
            fold=ROUGH_NOTES,
            beside=OF_NOTES,
        ),
        Field(
            "account_by",
            "Whose account is this?",
            Kind.ONE,
            unknowns=(),
            options=options(me="Mine", somebody_else="Somebody else's"),
        ),
        Field(
            "account_by_name",
            "Their name",
            hint="If it is somebody else's account.",
            fold=ELSEWHERE,
        ),
        Field("account_by_role", "Their role", fold=ELSEWHERE),
        Field("account_by_contact", "How to reach them", fold=ELSEWHERE),
        Field("account_by_received", "How their account reached you", fold=ELSEWHERE),
        Field("account_by_written_at", "When they wrote it", Kind.MOMENT, fold=ELSEWHERE),
    ),
)

BIRTHDAY = "Write it like 3/5/2012."
WHOSE = "More than one child: whose is this? Tick all that fit."

CHILD = Page(
    name="child",
    title="Who is the child?",
    step=Step.RECORD,
    core=True,
    intro="any-missing",
    group=Group(
        name="children",
        one="Child",
        add="Add another child",
        fields=(
            Field("name", "Child's name"),
            Field("age", "Age", hint="A guess is fine: write \u201cabout 14\u201d."),
            Field("born_on", "Date of birth", Kind.DATE, hint="Like 3/5/2012.", like=BIRTHDAY),
            Field("group", "Class, team or group"),
            Field(
                "home_area",
                "Council area where the child lives, or is now",
                Kind.ONE,
            ),
            Field("part", "What part may they have in this?", Kind.ONE, options=PARTS_IN_IT),
        ),
    ),
    fields=(
        Field(
            "whose_child_words",
            "What the child said: whose words?",
            Kind.CHILDREN,
            WHOSE,
            unknowns=(),
        ),
        Field("whose_seen", "What you saw: about whom?", Kind.CHILDREN, WHOSE, unknowns=()),
        Field(
            "whose_told_by_others",
            "What someone told you: about whom?",
            Kind.CHILDREN,
            WHOSE,
            unknowns=(),
        ),
        Field("whose_worry", "What worries you: about whom?", Kind.CHILDREN, WHOSE, unknowns=()),
    ),
)

CALL_FIELDS = (
    Field("who", "Who did you ring?", hint="Police, children's services, a person."),
    Field("number", "Which number?"),
    Field("when", "When did you ring?", Kind.MOMENT, hint="Like today, and 14:20."),
    Field("answered", "Who answered?", hint="Their name, or \u201cno answer\u201d."),
    Field("role", "Their role"),
    Field("advice", "What did they say to do?", Kind.WORDS),
    Field("reference", "Their reference", hint="For police, the log number."),
)

TOLD = Page(
    name="told",
    title="Who have you told?",
    step=Step.REACT,
    core=True,
    fields=(
        Field(
            "told_lead",
            "Have you told your safeguarding lead?",
            Kind.ONE,
            unknowns=(),
            options=options(yes="Yes", no_answer="I tried: no answer", not_yet="Not yet"),
        ),
        Field("told_lead_name", "Who did you tell?"),
        Field("told_lead_at", "When did you tell them?", Kind.MOMENT, hint="Like today and 14:10."),
        Field(
            "explained_next",
            "What you told the child will happen next",
            Kind.WORDS,
            unknowns=WHAT_WAS_TOLD,
            offered=WHAT_TOLD,
        ),
        Field(
            "confidentiality",
            "What you said about who else must know",
            Kind.WORDS,
            unknowns=WHAT_WAS_TOLD,
            offered=WHAT_TOLD,
        ),
    ),
    group=Group(name="calls", one="Call", fields=CALL_FIELDS, add="Add a call"),
)

SIGN = Page(
    name="sign",
    title="Check and sign",
    step=Step.SUPPORT,
    core=True,
    fields=(
        Field(
            "not_for",
            "Is it about one of them, or is one of them close to that person or the child?",
            Kind.MANY,
            unknowns=(),
        ),
    ),
)

CORE: tuple[Page, ...] = (NOW, ACCOUNT, CHILD, TOLD, SIGN)
