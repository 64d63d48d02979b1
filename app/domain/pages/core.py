"""The core: five pages, about 23 short answers, two of them needed.

Labels speak to a tired person on a phone. Nothing here blocks: every question may stay blank.
"""

from app.domain.pages.page_model import (
    YES_NO_UNSURE,
    AnswerKind,
    Field,
    Group,
    Page,
    Step,
    make_options,
)
from app.domain.pages.what_happened import ACCOUNT
from app.domain.pages.who_was_told import TOLD

SOMETHING_ELSE = "Something else puts them in danger: say what"

DANGER = make_options(
    hurt="Someone is hurt",
    has_taken_something="They have taken something",
    says_they_may_end_their_life="They have talked of ending their life",
    missing="The child is missing",
    the_person_is_with_them_or_coming=(
        "The person I’m worried about is with the child, or on the way",
        "The person of concern is with the child, or on the way",
    ),
    recent_sexual_assault="A recent sexual assault",
    other="Something else",
)
PARTS_IN_IT = make_options(
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
            AnswerKind.ONE,
            options=YES_NO_UNSURE,
            unknowns=(),
        ),
        Field(
            "danger_why",
            "What makes you think someone may be in danger?",
            AnswerKind.MANY,
            options=DANGER,
            third="Why the worker thinks so",
        ),
        Field(
            "danger_why_other", "What else puts them in danger?", fold=SOMETHING_ELSE, wraps=True
        ),
        Field(
            "child_is",
            "Is the child with you?",
            AnswerKind.ONE,
            options=make_options(
                with_me=("With me", "With the worker"), somewhere_else="Somewhere else"
            ),
            third="Is the child with the worker?",
        ),
        Field("where_now", "Where is the child now?", wraps=True),
        Field(
            "leaves_at",
            "When will the child leave?",
            AnswerKind.TIME,
            hint="For example, 15:15.",
        ),
        Field("leaves_with", "Who will they leave with?", wraps=True),
        Field(
            "others_in_danger", "Is anyone else in danger?", AnswerKind.TEXT, hinted=True, rows=2
        ),
        Field(
            "about_our_team",
            "Is this about someone who works or volunteers here?",
            AnswerKind.ONE,
            options=YES_NO_UNSURE,
            unknowns=(),
            hint="Staff, volunteers, coaches, anyone on our team. This changes who can read it.",
            third="About the worker’s own team?",
        ),
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
            Field(
                "born_on",
                "Date of birth",
                AnswerKind.DATE,
                hint="For example, 3/5/2012.",
                needs_year=True,
                like=BIRTHDAY,
            ),
            Field("group", "Class, team or group"),
            Field(
                "home_area",
                "Council area where the child lives",
                AnswerKind.ONE,
            ),
            Field("part", "How is this child involved?", AnswerKind.ONE, options=PARTS_IN_IT),
        ),
    ),
    fields=(
        Field(
            "whose_child_words",
            "Which child said this?",
            AnswerKind.CHILDREN,
            WHOSE,
            unknowns=(),
        ),
        Field(
            "whose_seen",
            "What you saw: who is it about?",
            AnswerKind.CHILDREN,
            WHOSE,
            unknowns=(),
            third="What the worker saw: who is it about?",
        ),
        Field(
            "whose_told_by_others",
            "What someone told you: who is it about?",
            AnswerKind.CHILDREN,
            WHOSE,
            unknowns=(),
            third="What someone told the worker: who is it about?",
        ),
        Field(
            "whose_worry",
            "What worries you: who is it about?",
            AnswerKind.CHILDREN,
            WHOSE,
            unknowns=(),
            third="What worries the worker: who is it about?",
        ),
    ),
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
            AnswerKind.MANY,
            unknowns=(),
        ),
    ),
)

CORE: tuple[Page, ...] = (NOW, ACCOUNT, CHILD, TOLD, SIGN)
