"""The sentences of a phone script: how an answer is read out, and what the caller does not know.

An answer is repeated word for word after the words that lead to it, never put together with
another. A choice has a sentence of its own. Pure.
"""

from collections.abc import Mapping
from typing import Any

_LEADS: Mapping[str, str | tuple[str, str]] = {
    "now.danger_why": "The reason is:",
    "now.danger_why_other": "This puts them in danger too:",
    "now.others_in_danger": "Others may be in danger:",
    "now.where_now": "The child is here:",
    "now.leaves_at": "The child will leave at:",
    "now.leaves_with": "The child will leave with:",
    "account.child_words": "The child said or showed this:",
    "account.child_words_original": "In their own language, the child said:",
    "account.seen": ("I saw or heard this:", "My colleague saw or heard this:"),
    "account.told_by_others": ("Someone else told me:", "Someone else told my colleague:"),
    "account.told_by_others_source": "The person who said that is:",
    "account.worry": ("I am worried because:", "My colleague is worried because:"),
    "circumstances.happened_when": "It happened:",
    "circumstances.happened_on": "The date it happened is:",
    "circumstances.happened_where": "It happened here:",
    "injuries.region": "There is a mark here:",
    "injuries.side": "It is on this side:",
    "injuries.description": "It looks like this:",
    "exploitation.missing_episodes": "The child has been missing:",
    "exploitation.other_children_named": "Other children were named:",
    "child.name": "The child’s name is:",
    "child.age": "The child’s age is:",
    "child.born_on": "The child’s date of birth is:",
    "about_child.also_known_as": "The child also uses these names:",
    "about_child.addresses": "The child lives or is staying here:",
    "about_child.school_or_setting": "The child goes to:",
    "about_child.language": "The child’s first language is:",
    "about_child.communication": "The child communicates best like this:",
    "response.social_worker": "About a social worker:",
    "wishes.sleeps_where": "Tonight the child will sleep here:",
    "wishes.unsure_why": ("I am not sure because:", "My colleague is not sure because:"),
    "family.who_at_home": "At home there is:",
    "family.safe_contact": "To contact the child safely:",
    "family.keep_from_family": "Do not tell the family this:",
    "family.keep_from_child": "Do not tell the child this:",
    "people.name_or_nickname": "The person’s name or nickname is:",
    "people.description": "The person looks like this:",
    "people.relationship": "Who the person is to the child:",
    "people.usernames": "The person uses these user names:",
    "people.platforms": "The person uses these apps, games or sites:",
    "people.phones": "The person’s phone number is:",
    "people.vehicles": "The person uses this vehicle:",
    "people.places": "The person goes to these places:",
    "people.with_children_where": "The person is here, with these children:",
}
"""Words that lead to an answer, by key: as its writer says it, and as a colleague does."""

_LEADS_OF_OTHER: Mapping[str, str] = {
    "account.seen": "This was seen or heard:",
    "account.told_by_others": "Someone else said:",
}
"""Words that lead to an answer of another person's account: the caller did not see it."""

_SENTENCES: Mapping[tuple[str, str], str | tuple[str, str]] = {
    ("now.danger_now", "yes"): "Someone is in danger now.",
    ("now.danger_now", "no"): ("When I wrote this, I did not think anyone was in danger.",
                               "My colleague wrote that no one was in danger."),
    ("now.danger_now", "unsure"): ("I am not sure if anyone is in danger now.",
                                   "My colleague was not sure if anyone is in danger."),
    ("now.child_is", "with_me"): ("The child is with me.", "The child is with my colleague."),
    ("now.child_is", "somewhere_else"): ("The child is not with me.",
                                         "The child is not with my colleague."),
    ("circumstances.once_or_more", "once"): "It happened once.",
    ("circumstances.once_or_more", "more_than_once"): "It happened more than once.",
    ("circumstances.once_or_more", "going_on_now"): "It is still happening.",
    ("child.part", "may_have_been_harmed"): "The child may have been harmed.",
    ("child.part", "may_have_harmed_another_child"): "This child may have harmed another child.",
    ("child.part", "may_be_affected"): "The child may be affected.",
    ("about_child.plan", "child_protection"): "The child has a child protection plan.",
    ("about_child.plan", "in_need"): "The child has a child in need plan.",
    ("about_child.plan", "none"): "The child has no child protection or child in need plan.",
    ("wishes.safe_tonight", "yes"): ("I think the child is safe tonight.",
                                     "My colleague thinks the child is safe tonight."),
    ("wishes.safe_tonight", "no"): "The child is not safe tonight.",
    ("wishes.safe_tonight", "unsure"): ("I am not sure that the child is safe tonight.",
                                        "My colleague is not sure that the child is safe tonight."),
    ("family.family_knows", "yes"): "The parents or carers know.",
    ("family.family_knows", "no"): "The parents or carers do not know.",
    ("family.safe_to_tell", "yes"): "It is safe to tell the family.",
    ("family.safe_to_tell", "no"): "It is not safe to tell the family.",
    ("family.safe_to_tell", "unsure"): ("I am not sure if it is safe to tell the family.",
                                        "My colleague is not sure if it is safe to tell the "
                                        "family."),
    ("people.with_children_now", "yes"): "The person is with children now.",
    ("people.with_children_now", "no"): ("When I wrote this, the person was not with children.",
                                         "My colleague wrote that the person was not with "
                                         "children."),
    ("people.with_children_now", "unsure"): ("I am not sure if the person is with children now.",
                                             "My colleague was not sure if the person is with "
                                             "children now."),
}  # fmt: skip
"""A choice as a whole sentence."""

SPOKEN_KEYS = frozenset(_LEADS) | {key for key, _ in _SENTENCES}
"""Answers that have words here stand open in the call script. The others wait behind a line."""

GAPS: Mapping[str, str] = {
    "now.danger_now": "if anyone is in danger now",
    "now.where_now": "where {who} is now",
    "now.leaves_at": "when {who} will leave",
    "now.leaves_with": "who {who} will leave with",
    "circumstances.happened_when": "when it happened",
    "circumstances.happened_where": "where it happened",
    "child.name": "{whose} name",
    "child.born_on": "{whose} age or date of birth",
    "about_child.addresses": "{whose} address",
    "about_child.school_or_setting": "where {who} goes to school",
    "about_child.language": "what language {who} speaks, or how {who} communicates best",
    "response.social_worker": "if {who} has a social worker",
    "household.name": "who {who} lives with",
    "family.family_knows": "if the family has been told",
    "people.name_or_nickname": "who the person is or what they look like",
    "people.usernames": "the person’s user names or phone numbers",
    "people.vehicles": "what vehicle the person uses",
    "people.places": "where the person goes",
    "people.with_children_now": "if the person is with children now",
}
"""Things the caller does not know, by the first key of what is asked."""


def make_choice_sentence(key: str, value: Any, *, third: bool) -> str:
    """Return a choice as a sentence; "" for an answer that is read out word for word."""
    found = _SENTENCES.get((key, value), "") if isinstance(value, str) else ""
    return found if isinstance(found, str) else found[third]


def make_answer_opening(key: str, value: Any, *, third: bool, of_other: bool = False) -> str:
    """Return the words that lead to an answer; "" where the question itself has to stand."""
    if isinstance(value, dict) and "unknown" in value:
        return ""
    if of_other and key in _LEADS_OF_OTHER:
        return _LEADS_OF_OTHER[key]
    found = _LEADS.get(key, "")
    return found if isinstance(found, str) else found[third]


def make_unknown_sentence(key: str, name: str = "") -> str:
    """Return "I don't know …" for a question; `name`: the child, where there are several."""
    who, whose = (name, f"{name}’s") if name else ("the child", "the child’s")
    return f"I don’t know {GAPS[key].format(who=who, whose=whose)}."
