"""Who has been told: the lead, whoever was rung, and what the child heard will happen next."""

from app.domain.fields import WHAT_TOLD, WHAT_WAS_TOLD, Field, Group, Kind, Page, Step, options

CALL_FIELDS = (
    Field(
        "who",
        "Who did you ring?",
        hint="Police, children's services, a person.",
        third="Who was rung?",
    ),
    Field("number", "Which number?"),
    Field(
        "when",
        "When did you ring?",
        Kind.MOMENT,
        hint="Like today, and 14:20.",
        third="When was that?",
    ),
    Field("answered", "Who answered?", hint="Their name, or \u201cno answer\u201d."),
    Field("role", "Their role"),
    Field("advice", "What did they say to do?", Kind.WORDS),
    Field("reference", "Their reference", hint="For police, the log number."),
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
            Kind.ONE,
            unknowns=(),
            options=options(
                yes="Yes", no_answer=("I tried: no answer", "Tried: no answer"), not_yet="Not yet"
            ),
            third="Has the safeguarding lead been told?",
        ),
        Field("told_lead_name", "Who did you tell?", third="Who was told?"),
        Field(
            "told_lead_at",
            "When did you tell them?",
            Kind.MOMENT,
            hint="Like today and 14:10.",
            third="When were they told?",
        ),
        Field(
            "explained_next",
            "What you told the child will happen next",
            Kind.WORDS,
            unknowns=WHAT_WAS_TOLD,
            offered=WHAT_TOLD,
            third="What the worker told the child will happen next",
        ),
        Field(
            "confidentiality",
            "What you said about who else must know",
            Kind.WORDS,
            unknowns=WHAT_WAS_TOLD,
            offered=WHAT_TOLD,
            third="What the worker said about who else must know",
        ),
    ),
    group=Group(name="calls", one="Call", fields=CALL_FIELDS, add="Add a call"),
)
