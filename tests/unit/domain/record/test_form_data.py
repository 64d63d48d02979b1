"""Items of repeating groups and children: added, changed, removed, never mixed up."""

import pytest

from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.record.answer_parsing import parse_answers
from app.domain.record.collected_record import collect_record
from app.domain.record.form_data import (
    TooManyError,
    add_item,
    find_first_home_area,
    is_blank,
    label_children,
    list_children,
    list_items,
    remove_item,
    select_page_fields,
)
from app.domain.record.text_limits import MAX_NAME_CHARACTERS
from tests.unit.domain.record.filled_answers import CHOICES, TODAY, answer, fill

GROUPS = [page for page in PAGES if page.group and not page.pick_group]
CHILD = PAGES_BY_NAME["child"]


@pytest.mark.parametrize("page", GROUPS, ids=lambda page: page.name)
def test_items_are_added_changed_and_removed_and_keep_their_ids(page):
    start = "c1." if page.per_child else ""
    raw, parts = fill(page, ("c1", "c2", "c3") if page.name == "child" else ("c1",), items=3)
    raw = select_page_fields(page, raw)
    ids = [item.id for item in list_items(raw, page.group, start)]
    assert len(ids) == 3
    raw = remove_item(raw, page.group, start, ids[1])
    assert [item.id for item in list_items(raw, page.group, start)] == [ids[0], ids[2]]
    raw = add_item(raw, page.group, start)
    fourth = list_items(raw, page.group, start)[-1]
    assert fourth.id not in ids
    field = page.group.fields[0]
    typed, value = answer(page, field, fourth.at + field.name)
    raw = select_page_fields(page, raw | typed)
    children = list_children({page.name: raw}) if page.name == "child" else ("c1",)
    found = [part for part in parse_answers(page, raw, children, TODAY, CHOICES).parts if part.item]
    kept = [values for _, item, values in parts if item and item != ids[1]]
    assert [part.values for part in found] == [*kept, {field.name: value}]


def test_a_removed_last_item_never_gives_its_id_away():
    group = CHILD.group
    raw = select_page_fields(CHILD, {"children-0-name": ["A"]})
    raw = add_item(raw, group)
    raw = remove_item(raw, group, "", "c2")
    raw = add_item(select_page_fields(CHILD, raw), group)
    assert [item.id for item in list_items(raw, group)] == ["c1", "c3"]


def test_the_maximum_of_a_group_is_where_adding_ends():
    group = PAGES_BY_NAME["told"].group
    raw = {}
    for _ in range(group.maximum + 5):
        raw = add_item(raw, group)
    assert len(list_items(raw, group)) == group.maximum


@pytest.mark.parametrize("page", GROUPS, ids=lambda page: page.name)
def test_a_full_list_is_kept_whole_and_one_more_is_refused_not_cut(page):
    start = "c1." if page.per_child else ""
    name = f"{start}{page.group.name}-{{}}-{page.group.fields[0].name}"
    full = {name.format(n): [f"typed {n}"] for n in range(page.group.maximum)}
    assert full.items() <= select_page_fields(page, full).items()
    with pytest.raises(TooManyError) as caught:
        select_page_fields(page, full | {name.format(9_999): ["one more"]})
    assert f"{page.group.maximum} at most" in caught.value.public


def test_forged_items_are_refused_and_untouched_ones_left_out():
    page, most = PAGES_BY_NAME["told"], PAGES_BY_NAME["told"].group.maximum
    with pytest.raises(TooManyError):
        select_page_fields(page, {f"calls-{n}-who": ["x"] for n in range(10_000)})
    forged = {f"calls-{n}-id": [str(n + 1)] for n in range(10_000)} | {"calls-777-who": ["kept"]}
    raw = select_page_fields(page, forged)
    (only,) = list_items(raw, page.group)
    assert raw[f"{only.at}who"] == ["kept"]
    assert (
        len(
            list_items(
                select_page_fields(page, {f"calls-{n}-id": ["1"] for n in range(most)}), page.group
            )
        )
        == most
    )


def test_more_children_than_a_record_holds_are_refused_on_every_page():
    for name in ("family", "injuries", "indicators_a"):
        page = PAGES_BY_NAME[name]
        field = (page.fields or page.group.fields)[0].name
        end = field if page.fields else f"{page.group.name}-1-note" if page.pick_group else ""
        form = {f"c{n}.{end or f'{page.group.name}-0-{field}'}": ["x"] for n in range(1, 42)}
        with pytest.raises(TooManyError):
            select_page_fields(page, form)
        form.popitem()
        assert len({kept.partition(".")[0] for kept in select_page_fields(page, form)}) == 40


def test_strange_and_doubled_ids_are_given_afresh():
    sent = {"children-0-id": ["c1"], "children-0-name": ["A"], "children-4-id": ["c1"]}
    sent |= {"children-4-name": ["B"], "children-2-id": ["../x"]}
    raw = select_page_fields(CHILD, sent)
    found = list_items(raw, CHILD.group)
    assert len({item.id for item in found}) == 3
    assert label_children(raw, [item.id for item in found]) == {
        "c1": "A",
        "c2": "Child 2",
        "c3": "B",
    }


def test_a_page_of_text_in_the_box_for_a_name_is_called_by_its_beginning():
    raw = select_page_fields(
        CHILD, {"children-0-id": ["c1"], "children-0-name": ["she told me so " * 100]}
    )
    called = label_children(raw, ["c1"])["c1"]
    assert called.startswith("she told me so she told me")
    assert (called.endswith(" …"), len(called) <= MAX_NAME_CHARACTERS + 2) == (True, True)


def test_only_names_that_a_page_knows_are_kept():
    page = PAGES_BY_NAME["injuries"]
    form = {"c1.marks-0-region": ["head"], "marks-0-region": ["head"], "csrf_token": ["x"],
            "version": ["3"], "c1.fields-0-x": ["y"], "c1.marks-0-region-evil": ["z"]}  # fmt: skip
    assert set(select_page_fields(page, form)) == {
        "c1.marks-0-region",
        "c1.marks-0-id",
        "c1.marks-last",
    }


def test_there_is_always_a_first_child():
    assert list_children({}) == ("c1",)
    assert list_children({"child": {}}) == ("c1",)


def test_an_empty_second_child_counts_only_once_it_has_an_answer():
    raw = add_item(select_page_fields(CHILD, {"children-0-name": ["A"]}), CHILD.group)
    assert list_children({"child": raw}) == ("c1",)
    wishes = {"c2.safe_tonight": ["yes"]}
    assert list_children({"child": raw, "wishes": wishes}) == ("c1", "c2")
    whole = collect_record({"child": raw, "wishes": wishes}, TODAY, CHOICES)
    assert [(p.page, p.children) for p in whole.parts] == [
        ("child", ("c1",)), ("child", ("c2",)), ("wishes", ("c2",)),
    ]  # fmt: skip


def test_whose_numbers_are_shown_follows_the_first_child():
    raw = select_page_fields(CHILD, {"children-0-home_area": ["hull"]})
    assert find_first_home_area({"child": raw}) == "hull"
    second = select_page_fields(CHILD, {"children-0-name": ["A"], "children-1-home_area": ["hull"]})
    assert find_first_home_area({"child": second}) == "hull"
    assert find_first_home_area({}) == ""


def test_ids_and_marks_alone_are_a_blank_page():
    assert is_blank({"calls-0-id": ["1"], "calls-last": ["1"], "-done": ["1"]})
    assert not is_blank({"calls-0-who-unknown": ["not_known"]})
