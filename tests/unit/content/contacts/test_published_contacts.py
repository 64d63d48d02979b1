"""Which line is whose, on which number, at which hours: each compared with what a page published.

Whoever changes a pack changes this table too, with the publisher's page open beside it. A number
or an hour that moved to another line is found here; so is one that nobody wrote down twice.
"""

import pytest

from content import pack_loader
from content.pack import Pack
from content.passages import Contact

Row = tuple[str, str, str, str, str, str, str]

NONE = ""  # not established: the screen says so and points to 101
UNKNOWN = "not known"  # hours that are not published never count as open
SAFE4ME = "https://www.safe4me.co.uk/portfolio/when-to-call-the-police/"
DEAF = (
    "https://www.westyorkshire.police.uk/advice/our-services/accessible-information/"
    "deaf-and-hard-hearing-information/deaf-and-hard-hearing-information"
)
NSPCC = "https://www.nspcc.org.uk/keeping-children-safe/reporting-abuse/report/"
WHISTLEBLOWING = (
    "https://www.nspcc.org.uk/what-we-do/news-opinion/new-whistleblowing-advice-line-professionals/"
)
CHILDLINE = "https://www.nspcc.org.uk/"
NORTH = (
    "https://www.northlincs.gov.uk/people-health-and-care/"
    "keeping-children-safe-in-north-lincolnshire/"
)
LINCOLNSHIRE = (
    "https://www.lincolnshire.gov.uk/adult-care/safeguarding-adults/"
    "reporting-concerns/120500.article"
)
LINCOLNSHIRE_NIGHTS = (
    "https://www.lincolnshire.gov.uk/parents/caring-for-children/"
    "how-to-contact-childrens-social-care/out-of-hours-team/"
)
HULL = "https://www.hullcc.gov.uk/"
EAST = (
    "https://www.eastriding.gov.uk/living/children-and-families/childrens-social-care/"
    "childrens-services-out-of-hours/"
)
NOTTS = (
    "https://www.nottinghamshire.gov.uk/care/childrens-social-care/"
    "nottinghamshire-children-and-families-alliance/pathway-to-provision/"
    "multi-agency-safeguarding-hub-mash"
)
DONCASTER = "https://www.doncasterchildrenstrust.co.uk/reporting-concerns-about-a-child"
NORTH_EAST = "https://www.safernel.co.uk/"
MADE_UP = "https://example.org/worried-about-a-child"
NOTTS_HOURS = "Mon-Tue 08:30-17:00; Wed 10:30-17:00; Thu 08:30-17:00; Fri 08:30-16:30"
OUTSIDE_NORTH = (
    "Mon 17:00 to Tue 09:00; Tue 17:00 to Wed 09:00; Wed 17:00 to Thu 09:00; "
    "Thu 17:00 to Fri 09:00; Fri 16:30 to Mon 09:00"
)
EXAMPLE_DAY = (
    "Mon-Fri 08:00-12:30; Mon-Wed 13:15-18:00; Thu 13:15-20:00; Fri 13:15-16:00; Sat 10:00-13:00"
)
EXAMPLE_NIGHT = "Mon-Wed 18:00-08:00; Thu 20:00-08:00; Fri 16:00 to Mon 08:00"
EAST_NIGHT = "Mon-Thu 17:00-08:30; Fri 16:30-08:30; Sat-Sun 00:00-24:00"

# Key, role, name, number, hours, bank holidays, page.
# fmt: off
NATIONAL: tuple[Row, ...] = (
    ("emergency", "emergency", "Police, ambulance", "999", "always", "as usual", SAFE4ME),
    ("police", "police", "Police, when it is not an emergency", "101", "always", "as usual",
     SAFE4ME),
    ("textphone", "access", "999 by textphone", "18000", UNKNOWN, UNKNOWN, DEAF),
    ("police_textphone", "access", "101 by textphone", "18001 101", UNKNOWN, UNKNOWN, DEAF),
    ("nspcc", "advice", "NSPCC helpline", "0808 800 5000", UNKNOWN, UNKNOWN, NSPCC),
    ("whistleblowing", "advice", "NSPCC whistleblowing advice line", "0800 028 0285", UNKNOWN,
     UNKNOWN, WHISTLEBLOWING),
    ("childline", "advice", "Childline", "0800 1111", UNKNOWN, UNKNOWN, CHILDLINE),
    ("report_remove", "advice", "Report Remove", NONE, UNKNOWN, UNKNOWN,
     "https://learning.nspcc.org.uk/research-resources/report-remove"),
    ("pace", "advice", "PACE, for parents", NONE, UNKNOWN, UNKNOWN, "https://paceuk.info/"),
    ("modern_slavery", "advice", "Modern Slavery and Exploitation Helpline", "08000 121 700",
     UNKNOWN, UNKNOWN, "https://www.modernslaveryhelpline.org/"),
)
OWN: dict[str, tuple[Row, ...]] = {
    "england": (),
    "north_lincolnshire": (
        ("spoc", "day", "North Lincolnshire single point of contact", "01724 296500",
         "Mon-Thu 09:00-17:00; Fri 09:00-16:30", UNKNOWN, NORTH),
        ("freephone", "freephone", "North Lincolnshire single point of contact, freephone",
         "08081 689667", UNKNOWN, UNKNOWN, NORTH),
        ("out_of_hours", "out_of_hours", "North Lincolnshire out of hours", "01724 296555",
         OUTSIDE_NORTH, "all day", NORTH),
        ("lado", "lado", "North Lincolnshire LADO", "01724 298293", UNKNOWN, UNKNOWN,
         "https://www.northlincscmars.co.uk/lado/"),
        ("board", "board", "North Lincolnshire Children's MARS Board", NONE, UNKNOWN, UNKNOWN, ""),
    ),
    "lincolnshire": (
        ("spoc", "day", "Lincolnshire children's services", "01522 782111", UNKNOWN, UNKNOWN,
         LINCOLNSHIRE),
        ("out_of_hours", "out_of_hours", "Lincolnshire out of hours team", "01522 782333",
         "Mon-Thu 17:00-08:45; Fri 16:45 to Mon 08:45", "all day", LINCOLNSHIRE_NIGHTS),
    ),
    "hull": (
        ("spoc", "day", "Hull Early Help and Safeguarding Hub", "01482 448879", UNKNOWN, UNKNOWN,
         HULL),
        ("out_of_hours", "out_of_hours", "Hull out of hours", "01482 300304", UNKNOWN, UNKNOWN,
         HULL),
    ),
    "east_riding": (
        ("spoc", "day", "East Riding children's services", NONE, UNKNOWN, UNKNOWN, EAST),
        ("out_of_hours", "out_of_hours", "East Riding children's out of hours service",
         "01482 393939", EAST_NIGHT, "all day", EAST),
    ),
    "nottinghamshire": (
        ("spoc", "day", "Nottinghamshire safeguarding hub, for professionals", "0300 500 80 90",
         NOTTS_HOURS, UNKNOWN, NOTTS),
        ("public", "day", "Nottinghamshire safeguarding hub, for the public", "0300 500 80 80",
         NOTTS_HOURS, UNKNOWN, NOTTS),
        ("out_of_hours", "out_of_hours", "Nottinghamshire out of hours", "0300 456 4546", UNKNOWN,
         UNKNOWN, NOTTS),
    ),
    "doncaster": (
        ("spoc", "day", "Doncaster children's services", "01302 737777", UNKNOWN, UNKNOWN,
         DONCASTER),
        ("out_of_hours", "out_of_hours", "Doncaster out of hours", NONE, UNKNOWN, UNKNOWN,
         DONCASTER),
    ),
    "north_east_lincolnshire": (
        ("spoc", "day", "North East Lincolnshire children's services", NONE, UNKNOWN, UNKNOWN,
         NORTH_EAST),
        ("out_of_hours", "out_of_hours", "North East Lincolnshire out of hours", NONE, UNKNOWN,
         UNKNOWN, NORTH_EAST),
    ),
    "example_authority": (
        ("spoc", "day", "Example Children's Front Door", "01632 960101", EXAMPLE_DAY, "closed",
         MADE_UP),
        ("freephone", "freephone", "Example freephone", "01632 960102", "Mon-Fri 09:00-21:00",
         "as usual", MADE_UP),
        ("out_of_hours", "out_of_hours", "Example night team", "01632 960103", EXAMPLE_NIGHT,
         "all day", MADE_UP),
        ("lado", "lado", "Example LADO", "07700 900104", "Mon-Fri 09:00-17:00", "closed", MADE_UP),
        ("board", "board", "Example Safeguarding Board", NONE, UNKNOWN, UNKNOWN, MADE_UP),
    ),
}
# fmt: on


WRITE_TABLE = (
    "give it a table in OWN here: each line with its number, hours and page, written from what the "
    "council published and not from the pack"
)


def row(pack: Pack, key: str, one: Contact) -> Row:
    hours = one.hours if isinstance(one.hours, str) else "; ".join(one.hours)
    page = pack.source(one).link
    return key, one.role, one.label, one.number, hours, one.bank_holidays, page


def test_each_pack_has_its_table() -> None:
    names = set(pack_loader.list_pack_names())
    assert sorted(names - OWN.keys()) == [], WRITE_TABLE
    assert sorted(OWN.keys() - names) == [], "this pack is gone: take its table out of OWN here"


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_each_line_is_whose_it_was_on_its_number_at_its_hours(name: str) -> None:
    pack = pack_loader.load_pack(name)
    found = tuple(row(pack, key, one) for key, one in pack.contacts.items())
    assert name in OWN, WRITE_TABLE
    assert found == NATIONAL + OWN[name]


def test_one_line_is_an_answerphone_and_board_addresses_take_no_cases() -> None:
    every = [
        (name, key, one)
        for name in pack_loader.list_pack_names()
        for key, one in pack_loader.load_pack(name).contacts.items()
    ]
    machines = [(name, key) for name, key, one in every if one.answerphone]
    assert machines == [("north_lincolnshire", "out_of_hours")]
    never = [(name, key, one.email) for name, key, one in every if not one.case_data]
    assert never == [
        ("example_authority", "board", "training@example.org"),
        ("north_lincolnshire", "board", "mars@northlincs.gov.uk"),
    ], "add the address of a new pack here, by the name of the pack"
    written = {one.email for _, _, one in every if one.email and one.case_data}
    assert written == {"lado@example.org", "lado@northlincs.gov.uk"}, "add a new address here"
