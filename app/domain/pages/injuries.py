"""Marks and injuries that a worker could see: regions of the body as a list, never a photograph.

Intimate regions are not offered: nobody may look there for a record.
"""

from app.domain.pages.page_model import AnswerKind, Field, Group, Page, Step, make_options

INJURIES = Page(
    name="injuries",
    title="Marks and injuries you could see",
    third="Marks and injuries the worker could see",
    step=Step.RECORD,
    per_child=True,
    group=Group(
        name="marks",
        one="Mark",
        add="Add another mark",
        fields=(
            Field(
                "region",
                "Where on the body?",
                AnswerKind.ONE,
                options=make_options(
                    head="Head",
                    face="Face",
                    eye="Eye",
                    ear="Ear",
                    mouth="Mouth",
                    neck="Neck",
                    shoulder="Shoulder",
                    upper_arm="Upper arm",
                    elbow="Elbow",
                    forearm="Forearm",
                    wrist="Wrist",
                    hand="Hand",
                    fingers="Fingers",
                    chest="Upper chest",
                    back="Back",
                    stomach="Stomach",
                    waist="Waist",
                    hip="Hip",
                    thigh="Lower thigh",
                    knee="Knee",
                    shin="Shin",
                    calf="Calf",
                    ankle="Ankle",
                    foot="Foot",
                    toes="Toes",
                    somewhere_else="Somewhere else",
                ),
            ),
            Field(
                "side",
                "Which side?",
                AnswerKind.ONE,
                options=make_options(left="Left", right="Right", middle="Middle", both="Both"),
            ),
            Field(
                "description",
                "What it looks like",
                AnswerKind.TEXT,
                hint="Size, shape, colour, skin broken or not, and where if it is somewhere else. "
                "Not how you think it happened.",
            ),
            Field("child_explanation", "What the child said about it", AnswerKind.WORDS),
            Field(
                "noticed_at",
                "When you noticed it",
                AnswerKind.MOMENT,
                third="When the worker noticed it",
            ),
        ),
    ),
)
