"""North Lincolnshire: its own form is not published where we could find it.

So this is the summary in its order, under an id of its own: papers that were made before any other
council's carry it.
"""

from msgspec import structs

from referral_forms.forms import shared_sections
from referral_forms.forms.summary import FORM as SUMMARY

ID = "north-lincolnshire-summary"
FORM = structs.replace(SUMMARY, id=ID, version=shared_sections.VERSIONS[ID])
