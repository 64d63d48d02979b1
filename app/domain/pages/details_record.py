"""Details of Record: each child, others, injuries, people, signs, household, view, evidence."""

from app.domain.pages.core import NOW
from app.domain.pages.indicators import INDICATORS
from app.domain.pages.injuries import INJURIES
from app.domain.pages.page_model import (
    SENSITIVE_UNKNOWNS,
    YES_NO,
    YES_NO_UNSURE,
    AnswerKind,
    Field,
    Group,
    Page,
    Step,
    make_options,
)

WHERE_FIELDS = ("child_is", "where_now", "leaves_at", "leaves_with")

WHERE_EACH = Page(
    name="where_each",
    part=NOW.name,
    title="Where each child is",
    step=Step.RECORD,
    per_child=True,
    fields=tuple(field for field in NOW.fields if field.name in WHERE_FIELDS),
)
"""The place of one child of several: a part of the first page that is about that child alone."""

ABOUT_CHILD = Page(
    name="about_child",
    title="About the child",
    step=Step.RECORD,
    per_child=True,
    fields=(
        Field("also_known_as", "Other names they use"),
        Field(
            "due_on",
            "Due date, for an unborn child",
            AnswerKind.DATE,
            hint="For example, 24/2/2027.",
            later=True,
        ),
        Field("gender", "Gender", hint="In the child's own words, if you know them."),
        Field("ethnicity", "Ethnicity"),
        Field("religion", "Religion"),
        Field("language", "First language"),
        Field(
            "communication",
            "How they communicate best",
            hint="Interpreter, BSL, symbols, a device.",
            wraps=True,
        ),
        Field("disability", "Disability, health or extra needs", AnswerKind.TEXT),
        Field("addresses", "Home address, and where they are staying", AnswerKind.TEXT),
        Field("phone", "Child's phone"),
        Field("school_or_setting", "School, college or nursery", wraps=True),
        Field("gp", "GP", wraps=True),
        Field("nhs_number", "NHS number"),
        Field("upn", "Unique pupil number"),
        Field(
            "looked_after",
            "Is the child in care?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field("placing_authority", "Council that placed them", unknowns=SENSITIVE_UNKNOWNS),
        Field(
            "plan",
            "Is there a plan?",
            AnswerKind.ONE,
            unknowns=SENSITIVE_UNKNOWNS,
            options=make_options(
                child_protection="Child protection plan",
                in_need="Child in need plan",
                none="No plan",
            ),
        ),
        Field(
            "previous_concerns",
            "Earlier concerns you know of",
            AnswerKind.TEXT,
            hinted=True,
            third="Earlier concerns the worker knows of",
        ),
    ),
)

OTHERS = Page(
    name="others",
    title="What other people told you",
    third="What other people told the worker",
    step=Step.RECORD,
    group=Group(
        name="others",
        one="Person",
        add="Add another person's account",
        fields=(
            Field("source", "Who told you?", third="Who told the worker?"),
            Field("source_role", "Who are they to the child?"),
            Field(
                "first_hand", "Did they see or hear it themselves?", AnswerKind.ONE, options=YES_NO
            ),
            Field(
                "told_on",
                "When did they tell you?",
                AnswerKind.MOMENT,
                third="When did they tell the worker?",
            ),
            Field(
                "protect_identity",
                "Do they want their name kept private?",
                AnswerKind.ONE,
                options=YES_NO,
                unknowns=SENSITIVE_UNKNOWNS,
            ),
            Field("said", "What they said, in their words", AnswerKind.WORDS),
        ),
    ),
)

PEOPLE = Page(
    name="people",
    title="Who do you think might be harming the child?",
    third="Who the worker is worried about",
    step=Step.RECORD,
    fields=(
        Field(
            "no_one_in_particular",
            "I am not worried about a particular person",
            AnswerKind.ONE,
            options=make_options(yes="Yes"),
            unknowns=(),
            third="The worker is not worried about a particular person",
        ),
    ),
    group=Group(
        name="people",
        one="Person",
        add="Add another person",
        fields=(
            Field("name_or_nickname", "Name or nickname"),
            Field("description", "What they look like", AnswerKind.TEXT),
            Field("relationship", "Who are they to the child?", wraps=True),
            Field("contact_with_child", "How and when do they meet or talk?", AnswerKind.TEXT),
            Field("usernames", "User names", wraps=True),
            Field("platforms", "Apps, games or sites", wraps=True),
            Field("phones", "Phone numbers", wraps=True),
            Field(
                "vehicles",
                "Vehicles",
                hint="Make, colour, any part of the number plate.",
                wraps=True,
            ),
            Field("places", "Places", wraps=True),
            Field(
                "position_of_trust",
                "Do they work or volunteer with children?",
                AnswerKind.ONE,
                options=YES_NO,
            ),
            Field(
                "with_children_now",
                "Are they with children now?",
                AnswerKind.ONE,
                options=YES_NO_UNSURE,
                unknowns=(),
            ),
            Field(
                "with_children_where",
                "Where are they, and which children are there?",
                wraps=True,
            ),
        ),
    ),
)

EXPLOITATION = Page(
    name="exploitation",
    title="Signs of exploitation",
    step=Step.RECORD,
    fields=(
        Field("missing_episodes", "Times the child has been missing", AnswerKind.TEXT),
        Field(
            "gifts_or_money",
            "Gifts, money, or things you cannot explain",
            AnswerKind.TEXT,
            hinted=True,
            third="Gifts, money, or things the worker cannot explain",
        ),
        Field(
            "images_exist",
            "Are there sexual images of the child?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "images_spreading",
            "Are they being shared?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field("other_children_named", "Other children who were named", AnswerKind.TEXT),
    ),
)

HOUSEHOLD = Page(
    name="household",
    title="Who lives with the child",
    step=Step.RECORD,
    group=Group(
        name="household",
        one="Person",
        add="Add another person",
        fields=(
            Field("name", "Name", unknowns=SENSITIVE_UNKNOWNS),
            Field("relationship", "Who are they to the child?", unknowns=SENSITIVE_UNKNOWNS),
            Field("age", "Age", unknowns=SENSITIVE_UNKNOWNS),
            Field("phone", "Phone number", unknowns=SENSITIVE_UNKNOWNS),
            Field("address", "Address, if different", unknowns=SENSITIVE_UNKNOWNS, wraps=True),
            Field(
                "parental_responsibility",
                "Do they have parental responsibility?",
                AnswerKind.ONE,
                options=YES_NO,
                unknowns=SENSITIVE_UNKNOWNS,
            ),
        ),
    ),
)

VIEW = Page(
    name="view",
    title="What you think",
    third="What the worker thinks",
    step=Step.RECORD,
    fields=(
        Field(
            "opinion",
            "What do you think is happening?",
            AnswerKind.TEXT,
            hinted=True,
            third="What the worker thinks is happening",
        ),
        Field(
            "opinion_reason",
            "Why do you think so?",
            AnswerKind.TEXT,
            hinted=True,
            third="Why the worker thinks so",
        ),
        Field(
            "strengths",
            "What is going well, or keeping the child safe?",
            AnswerKind.TEXT,
            hinted=True,
        ),
        Field(
            "not_sure_of",
            "What are you not sure of?",
            AnswerKind.TEXT,
            hinted=True,
            third="What the worker is not sure of",
        ),
        Field("impact", "How is this affecting the child?", AnswerKind.TEXT, hinted=True),
    ),
)

EVIDENCE = Page(
    name="evidence",
    title="Notes and evidence",
    step=Step.RECORD,
    fields=(
        Field(
            "original_notes_where",
            "Where are your handwritten notes?",
            third="Where are the worker's handwritten notes?",
            wraps=True,
        ),
        Field(
            "evidence_kept",
            "Anything kept safe for police?",
            AnswerKind.TEXT,
            hint="Clothing, a device, messages. Not opened.",
        ),
    ),
)

RECORD: tuple[Page, ...] = (
    WHERE_EACH, ABOUT_CHILD, OTHERS, INJURIES, PEOPLE, EXPLOITATION, *INDICATORS, HOUSEHOLD, VIEW,
    EVIDENCE,
)  # fmt: skip
