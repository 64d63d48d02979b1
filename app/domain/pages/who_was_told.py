"""Who has been told: the lead, whoever was rung, and what the child heard will happen next."""

from app.domain.pages.page_model import (
    OFFERED_TOLD_UNKNOWNS,
    TOLD_UNKNOWNS,
    YES_NO,
    AnswerKind,
    Field,
    Group,
    Page,
    Step,
    make_options,
)

TOLD_WHO_CHILD_IS = "told_who_the_child_is"
"""How a call ended in which somebody was told who the child is."""
ASKED_WITHOUT_NAMES = "without_names"
"""How a call ended in which somebody was asked, and not told who the child is."""
REACHED_NOBODY = ("no_answer", "message_left")
"""How a call ended in which nobody heard of it: such a call ends no duty and no wait."""

CALL_FIELDS = (
    Field(
        "whom",
        "Who did you call?",
        AnswerKind.ONE,
        options=make_options(
            lead="The person in charge of safeguarding, or the head or chair",
            children_services="Children’s services, or their out-of-hours line",
            police="Police, on 999 or 101",
            lado="The LADO (for concerns about people who work with children)",
            health="Ambulance, hospital, doctor or nurse",
            somebody_else="Someone else",
        ),
        third="Who was called?",
    ),
    Field("who", "Name of the person or place", wraps=True),
    Field("number", "Which number?"),
    Field(
        "when",
        "When did you call?",
        AnswerKind.MOMENT,
        hint="For example, today and 14:20.",
        third="When was that?",
    ),
    Field("answered", "Who answered?", hint="Their name, or \u201cno answer\u201d."),
    Field("role", "Their role"),
    Field("advice", "What did they say?", AnswerKind.WORDS),
    Field(
        "how_it_ended",
        "How did the call end?",
        AnswerKind.ONE,
        options=make_options(
            told_who_the_child_is=(
                "I told them who the child is",
                "They were told who the child is",
            ),
            without_names=(
                "I asked for advice and gave no names",
                "The worker asked for advice and gave no names",
            ),
            message_left=("I left a message", "The worker left a message"),
            no_answer="No answer",
        ),
    ),
    Field("reference", "Their reference", hint="The police call it a log number."),
)

TOLD = Page(
    name="told",
    title="Who have you told?",
    third="Who has been told?",
    step=Step.REACT,
    core=True,
    fields=(
        Field(
            "told_lead",
            "Have you told your safeguarding lead?",
            AnswerKind.ONE,
            unknowns=(),
            options=make_options(
                yes="Yes",
                no_answer=("I tried, but no answer", "Tried, but no answer"),
                not_yet="Not yet",
            ),
            third="Has the safeguarding lead been told?",
        ),
        Field("told_lead_name", "Who did you tell?", third="Who was told?"),
        Field(
            "told_lead_at",
            "When did you tell them?",
            AnswerKind.MOMENT,
            hint="For example, today and 14:10.",
            third="When were they told?",
        ),
        Field(
            "told_lead_said",
            "What did they say they would do?",
            AnswerKind.TEXT,
        ),
        Field(
            "called_anyone_else",
            "Have you called anyone else?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=(),
            hint="Children’s services, police, an ambulance or the LADO.",
            third="Had the worker called anyone else?",
        ),
        Field(
            "explained_next",
            "What you told the child will happen next",
            AnswerKind.WORDS,
            unknowns=TOLD_UNKNOWNS,
            offered=OFFERED_TOLD_UNKNOWNS,
            third="What the worker told the child will happen next",
        ),
        Field(
            "confidentiality",
            "What you said about who else must know",
            AnswerKind.WORDS,
            unknowns=TOLD_UNKNOWNS,
            offered=OFFERED_TOLD_UNKNOWNS,
            third="What the worker said about who else must know",
        ),
    ),
    group=Group(name="calls", one="Call", fields=CALL_FIELDS, add="Add another call"),
)
