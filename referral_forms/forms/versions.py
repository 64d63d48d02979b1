"""The version of each form, as it stands on the paper.

Raise one when its form prints other questions, or in another order: a test says which. A paper
that somebody holds must never carry the number of another one.
"""

VERSIONS = {
    "summary-for-a-referral": "4",
    "north-lincolnshire-summary": "4",
    "example-authority-referral": "3",
    "lado-summary": "3",
    "police-partnership-information": "2",
}
