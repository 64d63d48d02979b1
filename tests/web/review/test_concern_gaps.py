"""The concern page lists what was shown and left blank apart from what no one asked."""

from __future__ import annotations

from html import unescape

from tests.support.web.question_client import answer_question, start_with_question, walk_questions
from tests.support.web.record_client import sign


def read_gaps(world, concern: str) -> dict[str, str]:
    """Return the text that a lead reads under each kind of gap."""
    page = unescape(world.client("jo").get(f"/concerns/{concern}").get_data(as_text=True))
    record = page.partition('id="record"')[2].partition('id="chronology"')[0]
    kinds = ("Not answered: ", "Not asked yet: ")
    return {kind: record.partition(kind)[2].partition("</details>")[0] for kind in kinds}


def test_a_record_signed_early_lists_the_rest_as_not_asked_yet(world):
    sam = world.client("sam")
    draft = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{draft}/how", how_known=["child_told_me"])
    answer_question(sam, f"{draft}/words", "Check and sign now", child_words="he said")
    gaps = read_gaps(world, sign(sam, draft, []))
    for words in ("Child's name", "Has the", "Is a child or anyone else in danger now?"):
        assert words not in gaps["Not answered: "], words
    assert "Child's name" in gaps["Not asked yet: "]
    assert "Did the worker ask them anything?" in gaps["Not answered: "]


def test_a_follow_up_that_no_answer_opened_is_not_listed(world):
    sam = world.client("sam")
    walk = {"where": {"child_is": ["somewhere_else"]}, "how": {"how_known": ["child_told_me"]}}
    walk |= {"words": {"child_words": ["he said"], "asked_any": ["no"]}}
    draft, _ = walk_questions(sam, start_with_question(sam), walk)
    concern = sign(sam, draft, [])
    gaps = read_gaps(world, concern)
    for words in ("When will the child leave?", "What the worker asked, exactly", "Who was told?"):
        assert words not in "".join(gaps.values()), words
    assert "Where is the child now?" in gaps["Not answered: "]
    top = unescape(world.client("jo").get(f"/concerns/{concern}").get_data(as_text=True))
    assert "Leaves at" not in top.partition('id="at-a-glance"')[2].partition("</section>")[0]
