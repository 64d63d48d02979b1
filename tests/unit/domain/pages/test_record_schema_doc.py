"""docs/record-schema.md and PAGES say the same, and schema 1 stays readable."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from app.domain.pages import PAGES, list_fields, list_stored_fields
from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.decision import DECISION, DISAGREEMENT
from app.domain.pages.page_model import AnswerKind
from app.domain.pages.referral import ESCALATION, REFERRAL, REPLY
from app.domain.record import answer_rows
from app.domain.record.entry_schema import Call, Entry, Record, decode_entry, encode_canonical
from tests.support.sweeping import each
from tools.frozen import record_vector

ROOT = Path(__file__).parents[4]
DOC = (ROOT / "docs" / "record-schema.md").read_text(encoding="utf-8")
VECTORS = ROOT / "tests" / "vectors" / "record"
VECTOR, LATER = VECTORS / "schema-1.json", VECTORS / "schema-1-something-else.json"
CALL = VECTORS / "schema-1-call.json"
RECORDS = record_vector.list_frozen_records()
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*?) \|$", re.M)


def written() -> dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = {}
    for section in re.split(r"^## ", DOC, flags=re.M)[1:]:
        name = re.match(r"`(\w+)`", section)
        for row in ROW.finditer(section) if name else ():
            tokens = tuple(re.findall(r"`(\w+)`", row[3])) if row[3].startswith("`") else ()
            unknown = tuple(re.findall(r"`(\w+)`", row[4]))
            assert (name[1], row[1]) not in found, f"{name[1]}.{row[1]} is written twice"
            found[name[1], row[1]] = (row[2], tokens, unknown)
    return found


OF_FILES = (DECISION, DISAGREEMENT, REFERRAL, REPLY, ESCALATION, CLOSURE, REOPENING)


def built() -> dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {
        (page.part_name, field.name): (
            field.kind.value,
            tuple(option.token for option in field.options),
            tuple(token.value for token in field.unknowns),
        )
        for page in (*PAGES, *OF_FILES)
        for field in list_stored_fields(page)
    }


def test_the_schema_names_every_field_of_pages_and_no_other():
    missing = [".".join(key) for key in sorted(built().keys() - written().keys())]
    assert missing == [], "run `make frozen`: it writes these rows of docs/record-schema.md"
    gone = [".".join(key) for key in sorted(written().keys() - built().keys())]
    assert gone == [], "records hold these: put the question back in app/domain/pages"


@pytest.mark.parametrize("kind", get_args(Entry))
def test_what_each_kind_of_entry_holds_is_written_down(kind):
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    (row,) = re.findall(rf"^\| `{info.tag}` \| (.*) \|$", DOC, re.M)
    own = {field.encode_name for field in info.fields} - {"schema", "by", "signed_at"}
    assert set(re.findall(r"`(\w+)`", row)) == own


@each([(key,) for key in built()])
def test_shape_tokens_and_what_may_be_said_instead_agree(key):
    cure = "run `make frozen`: it adds tokens to docs/record-schema.md, and says what is schema 2"
    assert written().get(key) == built()[key], cure


def test_every_question_may_be_not_known_but_those_that_say_why_not():
    section = DOC.partition("takes `not_known`, but for these")[2].partition("A **step**")[0]
    reasons = re.findall(r"^- ((?:`[\w.]+`(?:, )?)+): \S", section, re.M)
    excused = {tuple(one.split(".")) for line in reasons for one in re.findall(r"`([^`]+)`", line)}
    assert {key for key, (_, _, said) in built().items() if "not_known" not in said} == excused


@pytest.mark.parametrize("part", ["household", "family"])
def test_every_question_about_family_may_be_not_asked_or_not_safe_to_ask(part):
    said = {key: unknown for key, (_, _, unknown) in built().items() if key[0] == part}
    assert said
    assert set(said.values()) == {("not_known", "not_asked", "not_safe_to_ask")}


def test_no_name_is_used_twice_on_a_page():
    for page in PAGES:
        names = [field.name for field in list_fields(page)]
        assert len(names) == len(set(names)), page.name


def test_a_token_never_collides_with_what_is_said_instead():
    for page in PAGES:
        for field in list_fields(page):
            tokens = {option.token for option in field.options}
            assert not tokens & {token.value for token in field.unknowns}, field.name


@pytest.mark.parametrize("vector", RECORDS, ids=lambda path: path.stem)
def test_schema_1_is_read_for_ever_and_written_back_to_the_byte(vector):
    frozen = vector.read_bytes()
    record = decode_entry(frozen)
    assert isinstance(record, Record)
    assert record.schema == 1
    assert encode_canonical(record) == frozen


def test_what_followed_a_referral_reads_and_rewrites_to_the_byte():
    frozen = (VECTORS / "schema-1-closing.jsonl").read_bytes().splitlines()
    frozen.append((VECTORS / "schema-1-reopening.json").read_bytes())
    said = [decode_entry(line) for line in frozen]
    assert [encode_canonical(one) for one in said] == frozen
    held = {(part.page, name) for one in said for part in one.parts for name in part.values}
    pages = (REPLY, ESCALATION, CLOSURE, REOPENING)
    assert held == {(page.name, field.name) for page in pages for field in page.fields}


def test_a_question_and_its_answer_read_and_rewrite_to_the_byte():
    frozen = (VECTORS / "schema-1-question.jsonl").read_bytes().splitlines()
    said = [decode_entry(line) for line in frozen]
    assert [encode_canonical(one) for one in said] == frozen
    assert [type(one).__name__ for one in said] == ["AuthorQuestion", "Addition"]


def test_the_frozen_records_hold_every_field_and_all_of_them_can_be_read():
    parts = [part for one in RECORDS for part in decode_entry(one.read_bytes()).parts]
    held = {(part.page, name) for part in parts for name in part.values}
    stored = {
        (page.part_name, field.name)
        for page in PAGES
        if page.name != "sign" and not page.after_signing
        for field in list_fields(page)
        if field.kind is not AnswerKind.CHILDREN
    }
    missing = [".".join(key) for key in sorted(stored - held)]
    assert missing == [], "run `make frozen`: it freezes a record that answers these"
    assert held == stored
    for part in parts:
        for row in answer_rows.make_answer_rows(part, {}):
            assert row.text, row.key


def test_what_was_added_to_schema_1_is_read_in_words():
    parts = decode_entry(LATER.read_bytes()).parts
    said = {row.key: row.text for part in parts for row in answer_rows.make_answer_rows(part, {})}
    assert said["now.danger_why"] == "Something else"
    assert said["now.danger_why_other"] == "Her uncle has her passport"
    assert said["told.explained_next"] == "Not told yet"
    assert said["injuries.region"] == "Somewhere else"


def test_a_call_made_after_signing_is_read_for_ever_in_words():
    call = decode_entry(CALL.read_bytes())
    assert isinstance(call, Call)
    assert encode_canonical(call) == CALL.read_bytes()
    said = {
        row.key: row.text for row in answer_rows.make_answer_rows(call.parts[0], {}, third=True)
    }
    assert said["told.whom"].startswith("The LADO")
    assert said["told.how_it_ended"] == "They were told who the child is"
    assert call.parts[0].children == ("c2",)


@pytest.mark.parametrize("name", ["sharing", "paper-with-words"])
def test_entries_that_came_later_read_and_rewrite_to_the_byte(name):
    frozen = (VECTORS / f"schema-1-{name}.json").read_bytes()
    assert encode_canonical(decode_entry(frozen)) == frozen


def test_what_is_said_about_sharing_and_added_to_a_paper_is_read_in_words():
    said = decode_entry((VECTORS / "schema-1-sharing.json").read_bytes())
    bases = {"sharing.basis:public_task": "Public task", "sharing.basis:legal_obligation": "Duty"}
    first, second = (
        {row.key: row.text for row in answer_rows.make_answer_rows(part, bases)}
        for part in said.parts
    )
    assert first["sharing.basis"] == "Public task; Duty"
    assert first["sharing.agreed"] == "Yes"
    assert second["sharing.agreement_needed"].startswith("No: a child may be at risk")
    assert second["sharing.basis"] == "Not asked"
    paper = decode_entry((VECTORS / "schema-1-paper-with-words.json").read_bytes())
    assert paper.words == "Plate is 7K21.\n  Seen twice."


def test_a_record_with_a_field_of_a_later_schema_is_refused_whole():
    later = msgspec.json.decode(VECTOR.read_bytes()) | {"mood": "calm"}
    with pytest.raises(msgspec.ValidationError):
        decode_entry(msgspec.json.encode(later))
