"""The version of each form, as it stands on the paper.

Raise one when its form prints other questions, or in another order: a test says which. A paper
that somebody holds must never carry the number of another one.
"""

VERSIONS = {
    "summary-for-a-referral": "7",
    "north-lincolnshire-summary": "7",
    "example-authority-referral": "6",
    "lado-summary": "6",
    "police-partnership-information": "5",
}
