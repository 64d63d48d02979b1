"""The page for a call that was made after signing.

It asks what `told` asks of each call and stores the same parts, so papers print it among the calls
already made. Its fields are those of `told`: like `addition`, it is none of PAGES.
"""

from app.domain.fields import Group, Page, Step
from app.domain.pages.told import CALL_FIELDS

CALL = Page(
    name="call",
    part="told",
    title="A call you made",
    third="A call the worker made",
    step=Step.REACT,
    after_signing=True,
    intro="call",
    group=Group(name="calls", one="Call", fields=CALL_FIELDS, add="Add another call"),
)
