"""Pages of details in the groups in which they are offered after signing.

Each line is the name of a stored page, its words in the list and what it asks, "" where its words
say it. A test holds that every page of details is in one of them.
"""

import msgspec


class DetailLine(msgspec.Struct, frozen=True):
    """One page to add: its name, its words in the list, and what it asks."""

    page: str
    label: str
    hint: str = ""


class DetailGroup(msgspec.Struct, frozen=True):
    """Lines under one heading."""

    title: str
    lines: tuple[DetailLine, ...]


DETAIL_GROUPS = (
    DetailGroup(
        "What happened",
        (
            DetailLine(
                "circumstances",
                "When and where it happened",
                "And how they told you: speech, signing, drawing, through an interpreter",
            ),
            DetailLine("words_each", "More of what the child said", "In their exact words"),
            DetailLine("response", "What you said and did"),
            DetailLine(
                "others",
                "What other people told you",
                "Each person, and whether they saw it themselves",
            ),
            DetailLine(
                "exploitation",
                "Pictures, money and going missing",
                "Do not ask to see any pictures",
            ),
            DetailLine("injuries", "Marks and injuries", "Mark them on a body outline"),
            DetailLine(
                "evidence", "Notes and evidence", "Where your notes are. Nothing is uploaded"
            ),
        ),
    ),
    DetailGroup(
        "The child and the people around them",
        (
            DetailLine("where_each", "Where each child is", "Where they are now, and who with"),
            DetailLine(
                "about_child",
                "More about the child",
                "Address, school, GP, language, disability, social worker",
            ),
            DetailLine("household", "People at home", "Who the child lives with"),
            DetailLine(
                "people",
                "Who might be harming the child",
                "Someone else, or more about someone you’ve named",
            ),
            DetailLine("family", "Parents and carers"),
            DetailLine("help_so_far", "Earlier concerns and help so far"),
        ),
    ),
    DetailGroup(
        "Signs you noticed later",
        (
            DetailLine("indicators_a", "Signs that harm may already be happening"),
            DetailLine("indicators_b", "Changes in the child"),
            DetailLine("indicators_c", "What is happening around the child"),
            DetailLine("indicators_d", "People, places and online contact"),
            DetailLine("indicators_e", "Safety and strengths"),
        ),
    ),
    DetailGroup(
        "Your view and what happens next",
        (
            DetailLine("view", "What’s going well, and what you’re not sure of"),
            DetailLine("wishes", "What the child wants, and what happens next"),
        ),
    ),
    DetailGroup(
        "Sharing and duties",
        (
            DetailLine("sharing", "Consent and information sharing"),
            DetailLine("duties", "Your legal duties", "FGM, and reporting sexual abuse"),
        ),
    ),
    DetailGroup(
        "Anything else",
        (
            DetailLine("call", "Record a call"),
            DetailLine("addition", "Add information"),
        ),
    ),
)
