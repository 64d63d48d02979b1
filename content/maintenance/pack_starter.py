"""Write the files of a new pack, with every number left out: nothing is made up.

What it writes loads, and says of each line that its number is not known. This module never writes
over a file.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from content.content_error import ContentError

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
REVIEW_LINES, REVIEW_TEXTS = timedelta(days=92), timedelta(days=365)

_PACK = """\
# What this pack is. Its people read the words of the pack that it extends.
[pack]
title = "{area}"
kind = "authority"
extends = "england"
area = "{name}"
council = "{area}"
# Take the # away if this council is made up, so that no real organisation is offered its numbers:
# fictional = true
# The nation that this council is in. Every text here is about England: of a council in "wales",
# "scotland" or "northern_ireland", content check names each text that is not its own.
# nation = "england"

# This is the only file of the pack that can have [settings] and its tables.
[settings]
spoc = "{area} children's services"
council = "{area} council"

# How the council wants a referral in writing. Take the # away once you have read its page.
# [settings.delivery]
# first = "phone"
# text = "Call children's services first. Ask how to send this in writing, and how soon."
# The next two are for a council with an online form. Leave both out if it has none.
# written = ["portal"]
# portal = "https://"
# source = "council"
# reviewed_on = {today}
# review_by = {later}
# owner = "Content owner"

# How soon a phone referral must follow in writing. Leave it out until the council has said so.
# [settings.clocks]
# written_confirmation = {{ working_days = 2 }}
# or in minutes, here 24 hours: written_confirmation = {{ minutes = [1440] }}

# Who to go to when no one answers. Until the partnership has said so, people see what is general.
# [settings.escalation]
# status = "known"
# text = "Ask for the team manager, then for the head of service."
# source = "council"
# reviewed_on = {today}
# review_by = {later}
# owner = "Content owner"

# How often the board asks for this training, in months. Until it has said so, none is overdue.
# [settings.training]
# renew_after_months = 36
# text = "The board asks for this training every three years."
# source = "council"
# reviewed_on = {today}
# review_by = {later}
# owner = "Content owner"
"""
_CONTACTS = """\
# Who to call. A number comes from a page that you can name, never from memory.
[provenance]
reviewed_on = {today}
review_by = {soon}
owner = "Content owner"
status = "to confirm"

# The page that you read the numbers on. Give its address as `link`.
[sources.council]
publisher = "{area} council"
title = "Worried about a child"
# link = "https://"

[contacts.spoc]
label = "{area} children's services"
role = "day"
text = "Children's services"
source = "council"
# number = "01632 960201"
# hours = ["Mon-Thu 09:00-17:00", "Fri 09:00-16:30"]
# bank_holidays = "closed"   # or "as usual", "all day", "not known"

[contacts.out_of_hours]
label = "{area} out of hours"
role = "out_of_hours"
text = "Nights, weekends and bank holidays"
source = "council"
# number = "01632 960202"
# outside = "spoc"   # open whenever the line [contacts.spoc] is closed. Then leave out hours
# answerphone = true   # only if no person ever answers

[contacts.lado]
label = "{area} LADO"
role = "lado"
text = "When the concern is about a member of staff or a volunteer"
source = "council"
# number = "01632 960203"

[contacts.board]
label = "{area} safeguarding board"
role = "board"
text = "Training only. Never send anything about a child here."
case_data = false   # people read that nothing about a child goes here. Leave it in
source = "council"
# email = "training@example.org"
# address = "1 Example Street"
"""
FILES = {"pack.toml": _PACK, "contacts.toml": _CONTACTS}


def write_new_pack(packs: Path, name: str, area: str, today: date) -> tuple[Path, ...]:
    """Write the files of a pack for the council area `area`, and return where they are.

    Raises ContentError for a name that no pack can have, and for one that is taken.
    """
    file = f"{name}/pack.toml"
    if not NAME.fullmatch(name):
        cure = "Use small letters, digits and _, and start with a letter: north_lincolnshire"
        raise ContentError(file, "the name", "cannot be the name of a folder of a pack", cure)
    if not area.strip() or not all(sign.isalnum() or sign in " '’.-" for sign in area):
        cure = "Use letters, spaces, hyphens and apostrophes"
        raise ContentError(file, "the area", "cannot be the name of a council area", cure)
    folder = packs / name
    if folder.exists():
        raise ContentError(file, "the folder", "is there already", "Choose another name")
    folder.mkdir()
    days = {"today": today, "soon": today + REVIEW_LINES, "later": today + REVIEW_TEXTS}
    for inner, words in FILES.items():
        text = words.format(name=name, area=area.strip(), **days)
        (folder / inner).write_text(text, encoding="utf-8")
    return tuple(folder / inner for inner in FILES)
