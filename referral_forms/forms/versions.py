"""The version of each form, as it stands on the paper.

Raise one when its form prints other questions, or in another order: a test says which. A paper
that somebody holds must never carry the number of another one.
"""

VERSIONS = {
    "summary-for-a-referral": "5",
    "north-lincolnshire-summary": "5",
    "example-authority-referral": "4",
    "lado-summary": "4",
    "police-partnership-information": "3",
}
