"""No two places in Heard have the same context string."""

from __future__ import annotations

import inspect
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault import contexts
from app.vault.contexts import ctx

# Every context there is: what it binds, in order. Changing a line makes a new format.
TABLE = {
    "lock": "org user kind",
    "grant": "org team epoch team_fpr member_fpr",
    "epoch_link": "org team epoch",
    "keycert": "org team epoch new_fpr old_fpr recovery_fpr",
    "member": "org user user_fpr roles serial",
    "card": "org team epoch filekind file revision",
    "entry": "org filekind file number",
    "wrap": "org filekind file number recipient_fpr",
    "sign": "org filekind file number author_fpr digest",
    "document": "org filekind file number index",
    "draft": "org user draft page version",
    "learning": "org user document version",
    "rescue": "org user draft page",
    "session": "user",
    "device_name": "org user sign_in",
}
parts = st.lists(st.one_of(st.binary(), st.text(), st.integers()))


def taken_apart(context: bytes) -> list[bytes]:
    """Read a context back: only possible, for every input, if no two inputs collide."""
    (count,), at, fields = struct.unpack(">I", context[:4]), 4, []
    for _ in range(count):
        (size,) = struct.unpack(">Q", context[at : at + 8])
        fields.append(context[at + 8 : at + 8 + size])
        at += 8 + size
    assert at == len(context)
    return fields


def plain(part: bytes | str | int) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


@given(st.text(), parts)
def test_a_context_can_be_taken_apart_into_exactly_what_went_in(label, given_parts):
    expected = [b"heard.v1", label.encode(), *map(plain, given_parts)]
    assert taken_apart(ctx(label, *given_parts)) == expected


@given(st.text(min_size=1), st.text(min_size=1))
def test_moving_a_border_between_two_parts_changes_the_context(one, two):
    assert ctx("x", one, two) != ctx("x", one + two, "")
    assert ctx("x", one, two) != ctx("x", one + two)


@pytest.mark.parametrize("part", [None, True, memoryview(b"row"), 1.0, ["lead"]])
def test_a_part_of_another_type_is_refused_rather_than_printed(part):
    with pytest.raises(TypeError):
        ctx("lock", part)


def test_there_is_one_function_for_each_row_of_the_table():
    public = {
        name
        for name, value in inspect.getmembers(contexts, inspect.isfunction)
        if not name.startswith("_")
    }
    assert public == {*TABLE, "ctx"}


@pytest.mark.parametrize("label", sorted(TABLE))
def test_a_context_holds_its_label_and_every_part_in_table_order(label):
    make = getattr(contexts, label)
    names = TABLE[label].split()
    assert list(inspect.signature(make).parameters) == names
    values = {name: f"<{name}>" for name in names}
    if label == "member":
        values["roles"] = ("lead",)
    fields = taken_apart(make(**values))
    assert fields[:2] == [b"heard.v1", label.encode()]
    expected = [plain(values[name]) if name != "roles" else ctx("roles", "lead") for name in names]
    assert fields[2:] == expected


def test_roles_are_a_set_whose_names_cannot_run_together():
    def of(*roles: str) -> bytes:
        return contexts.member("o", "u", b"f", roles, 1)

    assert of("lead", "auditor") == of("auditor", "lead", "lead")
    assert len({of(), of("lead"), of("le", "ad"), of("lead,auditor"), of("lead", "auditor")}) == 5
