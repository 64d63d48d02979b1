"""Nothing lies in clear in the database but what is named here, each column with its reason.

A column that a migration adds fails until somebody has written why a thief may read it. Sealed
columns are bytes: no other type can hold a sealed thing, and no sealed thing another type.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary

from app.models.tables import METADATA
from tests.support.sweeping import each

SEALED = {
    *("card.blob", "document.blob", "entry.ciphertext", "wrap.blob"),
    *("draft_page.box", "draft_aside.box", "rescue.sealed"),
    *("learning_box.box", "training_entry.ciphertext", "training_wrap.blob"),
    *("training_link.box", "saved_list.box"),
    *("child_file.card", "child_entry.ciphertext", "child_wrap.blob"),
    *("index_slip.blob", "index_book.blob"),
    *("debrief_entry.ciphertext", "debrief_wrap.blob"),
    *(
        "lock.blob",
        "second_factor.box",
        "team_grant.blob",
        "epoch_link.blob",
        "sign_in.box",
        "sign_in.device",
        "set_up_draft.box",
    ),
}
NEVER = ("child", "birth", "category", "text", "word", "indicator", "sign", "file_name", "reason")

WHO = "who wrote, reads or holds it: said in the residual risks"
WHEN = "times are the record's evidence and the clocks' input"
ID = "an id made by chance"
PLACE = "which row belongs to which: nothing opens without its key"
KEY = "public halves, fingerprints, hashes, signatures: made to be seen"
COUNT = "a number that counts rows, versions or tries"
STAFF = "staff must be found and rung before anybody has signed in"
HOUSE = "the organisation is public, and shown to people without an account"
STATE = "lists are ordered in the database by state and clock, without opening anything"
PAGE_NAME = "the name of a page of questions, the same for everybody"
MAIL = "mail is chosen by a name of fixed words and holds no content"

CLEAR = {
    **{f"{table}.id": ID for table in (
        "organisation", "member", "invite", "member_key", "lead_proposal", "lock", "team_key",
        "team_grant", "epoch_link",
        "concern", "entry", "wrap", "card", "document", "due",
        "draft", "draft_page", "draft_aside", "rescue", "outbox", "number_check",
        "learning_box", "training", "training_entry", "training_wrap", "training_note",
        "training_group", "training_group_member", "training_link",
        "debrief", "debrief_entry", "debrief_wrap", "child_file", "child_entry", "child_wrap",
        "index_slip", "index_book", "saved_list", "second_factor",
    )},
    **{f"{table}.org_id": PLACE for table in (
        "member", "invite", "member_key", "lead_proposal", "lock", "sign_in", "team_key",
        "team_grant", "epoch_link",
        "concern", "entry", "wrap", "card", "document", "due",
        "draft", "draft_page", "draft_aside", "rescue", "outbox",
        "rota", "number_check", "log_head", "leaf", "node", "checkpoint",
        "learning_box", "training", "training_entry", "training_wrap", "training_note",
        "training_group", "training_group_member", "training_link",
        "debrief", "debrief_entry", "debrief_wrap", "child_file", "child_entry", "child_wrap",
        "index_slip", "index_book", "saved_list", "second_factor",
    )},
    **{f"organisation.{name}": HOUSE for name in (
        "origin", "host", "name", "lead_title", "phone", "address", "pack", "hours", "closures",
        "publish_leads", "demo", "created_at",
    )},
    **{f"member.{name}": STAFF for name in (
        "name", "email", "phone", "job_title", "roles", "position",
    )},
    "concern.lead_id": WHO,
    **{f"member.{name}_at": WHEN for name in ("invited", "joined", "confirmed", "suspended")},
    "member.called": STAFF, "member.name_key": STAFF, "member.search_text": STAFF,
    "member.called_salt": "random: the hash in the log that it goes into tells no name",
    "member.contact_salt": "random: the same for the hashes of phone and email",
    "member.earlier_id": WHO,
    "member.confirmed_as": "names as they were confirmed, believed only as the log vouches",
    "invite.member_id": WHO, "invite.code_hash": "an HMAC under the server secret",
    "invite.expires_at": WHEN, "invite.used_at": WHEN,
    "member_key.user_id": WHO, "member_key.fpr": KEY, "member_key.public": KEY,
    "member_key.cert": KEY, "member_key.roles": "what the certificate says; believed only with it",
    "member_key.serial": COUNT, "member_key.since": WHEN, "member_key.retired_at": WHEN,
    "lead_proposal.member_id": WHO,
    "lead_proposal.statement": "name, roles and key of who is to be a lead; no more than `member`",
    "lock.user_id": WHO, "lock.kind": "passphrase, card or which passkey", "lock.made_at": WHEN,
    "second_factor.user_id": WHO, "second_factor.made_at": WHEN,
    "sign_in.id": "SHA-256 of the token; the token itself is only in the cookie",
    "sign_in.user_id": WHO, "sign_in.since": WHEN, "sign_in.last_seen": WHEN,
    "sign_in.held_until": "whether a phone script is open, never of which file",
    "sign_in.ended_at": WHEN, "sign_in.locked": "whether the page was hidden: the door says so",
    "sign_in.opened_drafts": "ids, so that an opening is logged once a sign-in",
    "throttle.tag": "an HMAC under the server secret: no address; or the id of who was refused",
    "throttle.since": WHEN, "throttle.tries": COUNT,
    "set_up_draft.id": "SHA-256 of the token", "set_up_draft.made_at": WHEN,
    "team_key.team": PLACE, "team_key.epoch": COUNT, "team_key.fpr": KEY, "team_key.public": KEY,
    "team_key.recovery_fpr": KEY, "team_key.recovery_public": KEY, "team_key.cert": KEY,
    "team_key.since": WHEN,
    "epoch_link.team": PLACE, "epoch_link.epoch": COUNT, "epoch_link.since": WHEN,
    "team_grant.team": PLACE, "team_grant.epoch": COUNT, "team_grant.member_fpr": KEY,
    "team_grant.user_id": WHO, "team_grant.since": WHEN,
    "concern.reference": "eight letters by chance, to say on the phone",
    "concern.author_id": WHO, "concern.draft_id": ID, "concern.named": WHO,
    "concern.kept_from": "HMACs under the server secret and as many by chance: nobody's id",
    "concern.route": "which team it was sealed to; said in the residual risks",
    "concern.state": STATE, "concern.signed_at": WHEN, "concern.acknowledged_at": WHEN,
    "concern.acknowledged_by": WHO, "concern.entries": COUNT,
    "entry.concern_id": PLACE, "entry.number": COUNT, "entry.author_id": WHO,
    "entry.author_fpr": KEY, "entry.signed_at": WHEN, "entry.format": "which reader opens it",
    "entry.signature": KEY, "entry.leaf_index": PLACE,
    "wrap.entry_id": PLACE, "wrap.recipient_fpr": KEY,
    "card.concern_id": PLACE, "card.recipient_fpr": KEY, "card.revision": COUNT,
    "child_file.opened_at": WHEN, "child_file.revision": COUNT, "child_file.recipient_fpr": KEY,
    "child_entry.file_id": PLACE, "child_entry.number": COUNT, "child_entry.author_id": WHO,
    "child_entry.author_fpr": KEY, "child_entry.signed_at": WHEN,
    "child_entry.format": "which reader opens it", "child_entry.signature": KEY,
    "child_entry.leaf_index": PLACE,
    "child_wrap.entry_id": PLACE, "child_wrap.recipient_fpr": KEY,
    "index_slip.concern_id": PLACE, "index_slip.number": COUNT, "index_slip.recipient_fpr": KEY,
    "index_slip.version": "how values are compared, the same for every slip of a version of Heard",
    "index_slip.leaf_index": PLACE,
    "index_book.recipient_fpr": KEY, "index_book.part": COUNT, "index_book.generation": COUNT,
    "document.entry_id": PLACE, "document.part": COUNT,
    "due.concern_id": PLACE, "due.at": WHEN, "due.level": COUNT, "due.done": STATE,
    "draft.user_id": WHO, "draft.concern_id": PLACE, "draft.began_at": WHEN,
    "draft.saved_at": WHEN, "draft.signed_at": WHEN, "draft.discarded_at": WHEN,
    "draft.urgent": "leads are told sooner that somebody has not signed",
    "draft.told": "who may know that it was begun",
    "draft_page.draft_id": PLACE, "draft_page.page": PAGE_NAME, "draft_page.version": COUNT,
    "draft_page.saved_at": WHEN,
    "draft_aside.draft_id": PLACE, "draft_aside.page": PAGE_NAME, "draft_aside.version": COUNT,
    "draft_aside.saved_at": WHEN, "draft_aside.settled_at": WHEN,
    "rescue.user_id": WHO, "rescue.draft_id": PLACE, "rescue.page": PAGE_NAME,
    "rescue.came_at": WHEN, "rescue.settled_at": WHEN,
    "outbox.member_id": WHO, "outbox.concern_id": PLACE, "outbox.template": MAIL,
    "outbox.made_at": WHEN, "outbox.next_try_at": WHEN, "outbox.tries": COUNT,
    "outbox.sent_at": WHEN, "outbox.failed_at": WHEN,
    "rota.told": "which leads are on duty on which days: believed only as the log vouches",
    "number_check.user_id": WHO, "number_check.rung_at": WHEN,
    "number_check.line": "the name of a line of the content pack, the same for everybody",
    "number_check.told": "a public number, who rang it and what they found; never about a child",
    "saved_list.user_id": WHO, "saved_list.made_at": WHEN,
    "learning_box.user_id": WHO, "learning_box.version": COUNT, "learning_box.saved_at": WHEN,
    "learning_box.document": "which page or question, or the id of what it is about; no word of it",
    "training.learner_id": WHO, "training.confirmer_id": WHO, "training.state": STATE,
    "training.began_at": WHEN, "training.entries": COUNT,
    "training_entry.training_id": PLACE, "training_entry.number": COUNT,
    "training_entry.author_id": WHO, "training_entry.author_fpr": KEY,
    "training_entry.signed_at": WHEN, "training_entry.format": "which reader opens it",
    "training_entry.signature": KEY, "training_entry.leaf_index": PLACE,
    "training_wrap.entry_id": PLACE, "training_wrap.recipient_fpr": KEY,
    "debrief.learner_id": WHO, "debrief.confirmer_id": WHO, "debrief.began_at": WHEN,
    "debrief.waits_for": "whom Home tells that something waits", "debrief.entries": COUNT,
    "debrief_entry.training_id": PLACE, "debrief_entry.number": COUNT,
    "debrief_entry.author_id": WHO, "debrief_entry.author_fpr": KEY,
    "debrief_entry.signed_at": WHEN, "debrief_entry.format": "which reader opens it",
    "debrief_entry.signature": KEY, "debrief_entry.leaf_index": PLACE,
    "debrief_wrap.entry_id": PLACE, "debrief_wrap.recipient_fpr": KEY,
    "training_link.learner_id": WHO, "training_link.token_hash": KEY,
    "training_link.asked": "the name of an adult outside, whom a lead asks to confirm training",
    "training_link.made_at": WHEN, "training_link.expires_at": WHEN,
    "training_link.ended_at": WHEN,
    "training_link.answer": "whether that adult confirmed, their name and two days",
    "training_group.name": "what leads call staff who train together, and says nothing of a child",
    "training_group.finish_on": "a day on which training is to be finished",
    "training_group.made_at": WHEN,
    "training_group_member.group_id": PLACE, "training_group_member.member_id": WHO,
    "training_note.learner_id": WHO, "training_note.author_id": WHO, "training_note.about": PLACE,
    "training_note.author_fpr": KEY, "training_note.signature": KEY,
    "training_note.leaf_index": PLACE, "training_note.made_at": WHEN,
    "training_note.code": "80 bits by chance, which a completion record shows to be checked by",
    "training_note.statement": "who completed what, when, with whom; the days of practice",
    "lease.name": MAIL, "lease.holder": "host name and process of the housekeeper",
    "lease.until": WHEN,
    "log_head.size": COUNT, "log_head.chain": KEY,
    "log_head.mac": "a tag under the server secret over size and chain",
    "leaf.i": COUNT, "leaf.hash": KEY, "leaf.obj": ID,
    "leaf.line": "ids, times and a closed set of actions; never a word (tests/unit/audit)",
    "node.level": COUNT, "node.idx": COUNT, "node.hash": KEY,
    "checkpoint.size": COUNT, "checkpoint.note": KEY, "checkpoint.made_at": WHEN,
}  # fmt: skip

COLUMNS = {
    f"{table.name}.{column.name}": column
    for table in METADATA.tables.values()
    for column in table.columns
}


def test_every_column_is_sealed_or_has_its_reason():
    assert set(COLUMNS) - SEALED - set(CLEAR) == set(), "say why these may be read by a thief"
    assert (SEALED | set(CLEAR)) - set(COLUMNS) == set(), "these are gone"
    assert not SEALED & set(CLEAR)


@each(sorted(SEALED))
def test_what_is_sealed_is_bytes(name: str):
    assert isinstance(COLUMNS[name].type, LargeBinary)


@each(sorted(set(CLEAR)))
def test_no_column_in_clear_is_named_after_what_must_be_sealed(name: str):
    column = name.partition(".")[2]
    told = {"signed_at", "signature"}  # when, and by whom
    assert column in told or not any(column == word or f"{word}_" in column for word in NEVER)
