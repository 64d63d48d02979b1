"""A number that members ring is whole; what is dialled is the number and never its extension."""

from __future__ import annotations

import pytest

from app.services.members.contact_details import LONGEST_PHONE, find_phone_problem
from content.contacts import phone_parsing
from content.contacts.phone_parsing import find_dialable_number, split_extension
from tests.support.machine.pace import costs_less

A_BLINK = 20.0  # of `costs_less`: about a quarter of a second

GOOD = {
    "01632 960001": "01632960001",
    "(01632) 960-001": "01632960001",
    "020 7946 0000": "02079460000",
    "07700 900123": "07700900123",
    "016977 2345": "0169772345",  # some areas have nine digits after the nought
    "0800 1111": "08001111",
    "+44 1632 960001": "+441632960001",
    "+44 (0)1632 960001": "+441632960001",
    "0044 1632 960001": "00441632960001",
    "+33 1 99 00 12 34": "+33199001234",
    "01724 000000 ext 12": "01724000000",
    "01724 000000 ext. 12": "01724000000",
    "01724 000000, extension 4512": "01724000000",
    "01724000000x12": "01724000000",
    "01724 000000ext12": "01724000000",
    "01724 000000 #12": "01724000000",
    "101 ext 1234": "101",
    "999 ext 1": "999",
}
BAD = {
    "01652 000": "whole phone number with its area code",
    "960001": "whole phone number with its area code",
    "1632 960001": "whole phone number with its area code",
    "01632 960001 2": "whole phone number with its area code",
    "+44 01632 960001": "whole phone number with its area code",
    "+12": "whole phone number with its area code",
    "101": "whole phone number with its area code",
    "4512 ext 3": "whole phone number with its area code",
    "ext 12": "in digits",
    "ring me": "in digits",
    "01632 96OOO1": "in digits",
    "01632 960001 (mornings)": "in digits",
    "01632 960001 / 07700 900123": "one phone number only",
    "0" * (LONGEST_PHONE + 1): "one phone number only",
}


@pytest.mark.parametrize(("typed", "dialled"), GOOD.items())
def test_a_whole_number_will_do_and_is_dialled_without_its_extension(typed: str, dialled: str):
    assert find_phone_problem(typed) == ""
    assert find_dialable_number(typed) == dialled


@pytest.mark.parametrize(("typed", "said"), BAD.items())
def test_what_nobody_could_ring_is_asked_for_again_kindly(typed: str, said: str):
    assert said in find_phone_problem(typed)


def test_nothing_typed_is_asked_for_in_the_words_of_its_page():
    assert (
        find_phone_problem("", "Enter your work phone number.") == "Enter your work phone number."
    )


def test_the_extension_is_what_stands_behind():
    assert split_extension("01724 000000 ext 12") == ("01724 000000", "12")
    assert split_extension("01724 000000") == ("01724 000000", "")


UNCLEAR = (
    "４４１６３２ ９６０００１", "０１６３２ ９６０００１",  # full width
    "٠١٦٣٢ ٩٦٠٠٠١", "01632 96000١", "०१६३२९६०००१",
    "01632 96OOO1", "0800 CHILDREN", "ext 12", "01632 960001 ask for Jo", "Jo: 01632 960001",
    "01632 960001 / 07700 900123", "01632 960001 or 07700 900123", "01632 960001, 07700 900123",
    "01632 960001/2", "01632 96000/1", "0113 496 000-1", "0113 496 000\u20131", "01632 96000 (1)",
    "+33 1 99 00 12 34 / 101", "+33 1 99 00 12 34 101 22", "+33 1 99 00 12 34-35",
    "101 / 999", "101 999", "999 or 101", "4512", "1632 960001", "+44 01632 960001",
    "01632 960001;phone-context=x", "*67 01632 960001", "01632 960001 p 1",
    "\u202e01632 960001", "01632\u200b960001", "\x0001632 960001", "01632 960001\ud800",
    "0" * 20_000, "01632 960001" + " " * 20_000 + "9", "", " ",
)  # fmt: skip


@pytest.mark.parametrize("typed", UNCLEAR, ids=ascii)
def test_what_is_not_clearly_one_number_is_rung_by_no_tap(typed: str):
    assert find_dialable_number(typed) == ""


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("999", "999"), ("101", "101"), ("116 123", "116123"), ("01632/960001", "01632960001"),
        ("01632\u00a0960001", "01632960001"), ("  01632  960001 ", "01632960001"),
        ("+33 (0)1 99 00 12 34", "+33199001234"), ("0033 (0) 199001234", "0033199001234"),
        ("+33-1-99-00-12-34", "+33199001234"), ("01632-960-001", "01632960001"),
    ],
)  # fmt: skip
def test_a_tap_rings_what_is_read(typed: str, dialled: str):
    assert find_dialable_number(typed) == dialled


def test_a_long_row_of_commas_costs_no_time():
    typed = "1" + "," * 60_000 + "1"
    assert find_phone_problem(typed)
    assert costs_less(lambda: find_phone_problem(typed), A_BLINK)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("01482 448879", "01482 448 879"),
        ("+44 (0)1482 300304", "01482 300 304"),
        ("0300 500 80 90", "0300 500 8090"),
        ("0800 1111", "0800 1111"),
        ("020 7946 0000", "020 7946 0000"),
        ("0113 222-4444", "0113 222 4444"),
        ("0800 028 0285", "0800 028 0285"),
        ("016977 2345", "01697 723 45"),
        ("01204 12345", "01204 123 45"),
        ("0800 123456", "0800 123 456"),
    ],
)
def test_a_line_number_is_taken_and_read_out_in_groups(typed: str, shown: str) -> None:
    assert phone_parsing.find_line_number_fault(typed) == ""
    assert phone_parsing.format_line_digits(phone_parsing.find_line_digits(typed)) == shown


COSTLY = (
    *("0843 557 1234", "0844 557 1234", "0845 603 7627", "0845 4647", "+44 844 557 1234"),
    *("0870 123 4567", "0871 234 5678", "0872 234 5678", "0873 234 5678", "0911 123 4567"),
    *("118 118", "118500"),
)
FREE_OR_USUAL = ("0300 500 80 90", "0333 123 4567", "0808 800 5000", "0800 1111", "07700 900123")


@pytest.mark.parametrize("typed", [*FREE_OR_USUAL, "01632 960201", "020 7946 0000"])
def test_no_one_pays_extra_for_a_usual_number(typed: str) -> None:
    assert not phone_parsing.costs_extra(typed)
    assert phone_parsing.find_line_number_fault(typed) == ""


@pytest.mark.parametrize("typed", COSTLY)
def test_a_number_that_costs_extra_says_which_kinds_do_not(typed: str) -> None:
    said = phone_parsing.find_line_number_fault(typed)
    assert "such as one that starts with 01, 02, 03, 0800, 0808 or 07" in said
    assert "some phones cannot call them" in said


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "Enter the correct number."),
        ("ring Sue", "digits and spaces only"),
        ("01482 44887O", "digits and spaces only"),
        ("01482", "too short"),
        ("01482 448879 448880", "too long"),
        ("01632 96071", "too short"),
        ("020 7946 000", "too short"),
        ("07700 90010", "too short"),
        ("0300 500 809", "too short"),
        ("999", "starting with 0"),
        ("+1 212 555 0100", "starting with 0"),
        ("0906 123 4567", "costs nothing extra"),
        ("070 1234 5678", "costs nothing extra"),
        *((number, "costs nothing extra") for number in COSTLY),
        ("06123 456789", "Check the number"),
    ],
)
def test_what_no_council_can_have_is_refused_with_a_cure(typed: str, fault: str) -> None:
    assert fault in phone_parsing.find_line_number_fault(typed)
