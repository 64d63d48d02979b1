"""field(): a control says what it asks, keeps what was typed, can be reached from an error."""

import re

import pytest
from lxml import html
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Form,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)

from tests.support.machine.pace import costs_less

A_MOMENT = 0.2  # of `costs_less`: four thousandths of a second
CHOICES = [
    SelectChoice(value=value, label=label)
    for value, label in (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))
]
UNSAID = [
    SelectChoice(value=value, label=label)
    for value, label in (("not_known", "Not known"), ("not_asked", "Not asked"))
]


class Everything(Form):
    words = TextAreaField("What the child said", description="Slang and all.")
    danger = RadioField("In danger now?", choices=CHOICES)
    why = SelectMultipleField("Why?", choices=CHOICES)
    told = DateField("When were you told?", description="Like 24 11 2026")
    at = TimeField("What time?")
    secret = PasswordField("Passphrase")
    area = SelectField("Area", choices=CHOICES)
    name = StringField("Name", render_kw={"autocomplete": "name", "class": "wide", "data-x": "1"})
    agreed = BooleanField("I have rung them", description="Today")
    unknown = BooleanField("Not known")
    unsaid = RadioField("", choices=UNSAID)


@pytest.fixture
def show(macro):
    def render(form, name, opts=None, kind="field"):
        text = macro("field", kind, form[name], opts or ("" if kind == "unknown" else {}))
        return html.fragment_fromstring(text, create_parent="div")

    return render


@pytest.mark.parametrize("name", list(Everything()._fields))
def test_every_control_has_a_name_a_reader_can_hear(show, name):
    tree = show(Everything(), name)
    labelled = {label.get("for") for label in tree.iter("label")}
    controls = [c for c in tree.iter("input", "textarea", "select") if c.get("type") != "hidden"]
    assert controls
    assert {control.get("id") for control in controls} <= labelled


@pytest.mark.parametrize("name", list(Everything()._fields))
def test_described_by_points_only_at_what_is_there(show, name):
    for errors in ([], ["Say it another way"]):
        form = Everything()
        form[name].errors = errors
        tree = show(form, name)
        ids = set(tree.xpath("//@id"))
        for value in tree.xpath("//@aria-describedby"):
            assert set(value.split()) <= ids
            assert value.split()
        for text in errors:
            assert text in tree.text_content()


@pytest.mark.parametrize("name", list(Everything()._fields))
def test_an_error_link_lands_on_a_control(show, macro, name):
    form = Everything()
    form[name].errors = ["Say it another way"]
    summary = html.fragment_fromstring(macro("parts", "error_summary", form))
    (href,) = summary.xpath("//a/@href")
    (target,) = show(form, name).xpath(f"//*[@id='{href[1:]}']")
    assert target.tag in {"input", "textarea", "select"}


@pytest.mark.parametrize("name", list(Everything()._fields))
def test_no_id_is_used_twice(show, name):
    ids = show(Everything(), name, {"item_html": {"yes": "more"}}).xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "said",
    ["  two\n\n  lines ", "\nbegins empty", "\r\nso does this", "</textarea><b>x", "{{ 1 }}"],
)
def test_typed_lines_come_back_to_the_letter(show, said):
    form = Everything(MultiDict({"words": said}))
    text = show(form, "words").xpath("string(//textarea)")
    raw = str(text)
    raw = raw[1:] if raw.startswith("\n") else raw  # a browser drops this one; lxml keeps it
    assert raw.replace("\r\n", "\n") == said.replace("\r\n", "\n")


def test_lines_that_open_under_a_choice_are_not_indented(show):
    under = show(Everything(), "danger", {"item_html": {"yes": _area("a\n b\n<!--under-->")}})
    assert under.xpath("string(//textarea)") == "a\n b\n<!--under-->"


def _area(text):
    from markupsafe import Markup

    return Markup("<textarea>{}</textarea>").format(text)


def test_somebodys_words_are_never_corrected_or_completed(show):
    (area,) = show(Everything(), "words", {"words": True}).iter("textarea")
    for name, value in (
        ("spellcheck", "false"),
        ("autocomplete", "off"),
        ("autocorrect", "off"),
        ("autocapitalize", "off"),
    ):
        assert area.get(name) == value


def test_what_was_typed_in_a_date_is_kept_even_when_it_is_no_date(show):
    form = Everything(MultiDict([("told", "31"), ("told", "2"), ("told", "x"), ("at", "25")]))
    assert not form.validate()
    tree = show(form, "told", {"time": form.at})
    assert tree.xpath("//input/@value") == ["31", "2", "x", "25"]
    assert tree.xpath("//input/@id") == ["told", "told-month", "told-year", "at"]
    assert not tree.xpath("//*[@required]")


def test_choices_made_stay_made(show):
    form = Everything(
        MultiDict([("danger", "unsure"), ("why", "yes"), ("why", "no"), ("area", "no")])
    )
    assert show(form, "danger").xpath("//input[@checked]/@value") == ["unsure"]
    assert show(form, "why").xpath("//input[@checked]/@value") == ["yes", "no"]
    assert show(form, "area").xpath("//option[@selected]/@value") == ["no"]


def test_a_passphrase_is_never_sent_back(show):
    form = Everything(MultiDict({"secret": "correct horse"}))
    (box,) = show(form, "secret", {"autocomplete": "new-password"}).iter("input")
    assert box.get("value") is None
    assert box.get("autocomplete") == "new-password"


def test_a_fields_own_attributes_reach_the_control_once(macro):
    text = macro("field", "field", Everything().name)
    (tag,) = re.findall(r"<input[^>]*>", text)
    assert tag.count("autocomplete=") == tag.count("class=") == tag.count("data-x=") == 1
    assert "wide" in tag


def test_not_known_can_be_said_and_taken_back(show):
    form = Everything(MultiDict({"unsaid": "not_asked"}))
    tree = show(form, "unsaid", "Name", "unknown")
    assert tree.xpath("//input/@value") == ["not_known", "not_asked", ""]
    assert tree.xpath("//input[@checked]/@value") == ["not_asked"]
    assert tree.xpath("//label/text()")[-1] == "None of these: I have answered above"
    assert "Name" in tree.xpath("string(//legend)")
    assert show(Everything(), "unknown", "Name", "unknown").xpath("//input/@type") == ["checkbox"]


@pytest.mark.parametrize("answered", [True, False])
def test_answered_above_is_said_only_of_an_answer(macro, answered):
    text = macro("field", "unknown", Everything().unsaid, "Name", answered)
    chosen = html.fragment_fromstring(text, create_parent="div").xpath("//input[@checked]/@value")
    assert chosen == ([""] if answered else [])


def test_labels_and_choices_are_escaped(show):
    form = Everything()
    form.danger.label.text = "<script>x</script>"
    form.danger.choices = [SelectChoice(value="a", label="<img src=x>")]
    assert not list(show(form, "danger").iter("script", "img"))


@pytest.mark.parametrize("name", ["words", "danger", "told", "name"])
def test_a_question_is_cheap_to_draw(macro, name):
    form = Everything()
    macro("field", "field", form[name])
    assert costs_less(lambda: macro("field", "field", form[name]), A_MOMENT, tries=20)
