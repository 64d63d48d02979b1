"""A turn says once, at most, that nobody spoke, and once how own words cannot be judged."""

from types import SimpleNamespace

import pytest


def show(jinja, does, *says):
    """The words of a turn of Maisie's."""
    module = jinja.get_template("learning/practice_parts.html").make_module({"run": None})
    return str(module.child(SimpleNamespace(does=does, says=says, then=""), "Maisie"))


@pytest.mark.parametrize(
    ("does", "times"),
    [
        ("Her chin is shaking.", 1),
        ("", 1),
        ("Maisie looks frightened, and says nothing.", 1),
        ("We can’t say how Maisie would take this.", 0),
    ],
)
def test_that_a_child_says_nothing_is_read_once_at_most(jinja, does, times):
    assert show(jinja, does).count("says nothing") == times


def test_a_child_who_speaks_is_quoted_whatever_they_do(jinja):
    said = show(jinja, "We can’t say how Maisie would take this.", "They're all right.")
    assert "Maisie says:" in said
    assert "<p>They&#39;re all right.</p>" in said
    assert "says nothing" not in said


def list_tried(jinja, *tried):
    """The part of a page about words that went no written reply's way."""
    run = SimpleNamespace(scenario=SimpleNamespace(setting=SimpleNamespace(speaks="Maisie")))
    module = jinja.get_template("learning/practice_parts.html").make_module({"run": run})
    return str(module.tried_words(tried))


def try_words(words, reaction="We can’t say how Maisie would take this.", unsure=False, did=()):
    return SimpleNamespace(words=words, reaction=reaction, found=(), unsure=unsure, did=did)


def test_words_that_no_one_can_judge_have_that_said_once(jinja):
    """An ending said it six times, after each careful sentence."""
    page = list_tried(jinja, try_words("One."), try_words("Two.", unsure=True), try_words("Three."))
    assert page.count("We can’t say how Maisie would take these words.") == 1
    assert page.count("We can’t say how Maisie would take this.") == 1, "of the words in between"
    assert page.index("“Two.”") < page.index("“One.”") < page.index("“Three.”")
    assert page.count("You said, in your own words") == 3
    alone = list_tried(jinja, try_words("One."))
    assert "Maisie would take this." in alone
    assert "these words" not in alone.split("We can’t tell")[0]


def test_a_list_says_once_that_no_one_can_say_how_words_are_taken(jinja):
    """The feedback said it at each turn with own words."""
    unknown = "We can’t say how Maisie would take this."
    turns = [SimpleNamespace(does=does, says=(), then="") for does in ("Her chin shakes.", unknown)]
    turns.append(SimpleNamespace(does=unknown, says=("Bye.",), then=""))
    module = jinja.get_template("learning/practice_parts.html").make_module({"run": None})
    page = "".join(str(module.child(one, "Maisie", turns)) for one in turns)
    assert page.count(unknown) == 1
    assert page.count("The same goes for other words that got no answer.") == 1
    assert "Her chin shakes." in page
    assert "Bye." in page
    alone = "".join(str(module.child(one, "Maisie", turns[:2])) for one in turns[:2])
    assert alone.count(unknown) == 1
    assert "The same goes" not in alone


def test_a_second_try_is_the_place_that_its_press_leads_to(jinja):
    """After a second try the focus was on the first."""
    reaction = "Maisie goes still."
    page = list_tried(jinja, try_words("One.", reaction), try_words("Two.", reaction))
    assert page.count('id="tried"') == page.count('tabindex="-1"') == 1
    assert page.index("“One.”") < page.index('id="tried"') < page.index("“Two.”")
    assert 'id="tried"' not in list_tried(jinja)


def test_own_words_that_do_what_helps_are_told_so(jinja):
    """“I believe you” had the same remark as a careless sentence."""
    did = ("told them that they were believed", "gave them time")
    page = list_tried(jinja, try_words("I believe you.", did=did))
    told = "With these words you told them that they were believed and gave them time."
    assert told in " ".join(page.split())
    assert "can’t tell if these words help" not in page
    both = list_tried(jinja, try_words("I believe you.", did=did), try_words("Two."))
    assert both.index("“I believe you.”") < both.index("With these") < both.index("“Two.”")
