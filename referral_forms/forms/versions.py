"""The version of each form, as it stands on the paper.

Raise one when its form prints other questions, or in another order: a test says which. A paper
that somebody holds must never carry the number of another one.
"""

VERSIONS = {
    "summary-for-a-referral": "9",
    "north-lincolnshire-summary": "9",
    "example-authority-referral": "8",
    "lado-summary": "8",
    "police-partnership-information": "7",
}
