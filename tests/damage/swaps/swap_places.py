"""The place where a swap of two blobs is noticed, one for each column of bytes.

FSCK: `flask log fsck` names it, or stops at the log itself. Any other value is a probe
(`probes.py`): what was swapped is refused when its owner opens it, and opens to nothing else.
A new column of bytes fails the test until it has a line here.
"""

from __future__ import annotations

FSCK = "fsck"

NOTICED = {
    **dict.fromkeys(
        (
            *("card.blob", "card.recipient_fpr"),
            *("child_entry.ciphertext", "child_file.card"),
            *("debrief_entry.author_fpr", "debrief_entry.ciphertext", "debrief_entry.signature"),
            *("document.blob", "entry.ciphertext"),
            *("epoch_link.blob", "index_book.blob", "index_book.recipient_fpr"),
            *("index_slip.blob", "leaf.hash", "leaf.line", "lock.blob"),
            *("member_key.cert", "member_key.fpr", "member_key.public", "node.hash"),
            *("second_factor.box", "team_grant.blob", "team_grant.member_fpr"),
            *("team_key.cert", "team_key.fpr", "team_key.public"),
            *("team_key.recovery_fpr", "team_key.recovery_public"),
            *("training_entry.author_fpr", "training_entry.ciphertext"),
            *("training_entry.signature", "training_link.answer", "training_link.box"),
            *("training_link.token_hash", "training_note.author_fpr"),
            *("training_note.signature", "training_note.statement"),
        ),
        FSCK,
    ),
    "child_entry.author_fpr": "child files",
    "child_entry.signature": "child files",
    "child_file.recipient_fpr": "child files",
    "child_wrap.blob": "child files",
    "child_wrap.recipient_fpr": "child files",
    "debrief_wrap.blob": "exchanges",
    "debrief_wrap.recipient_fpr": "exchanges",
    "draft_aside.box": "drafts",
    "draft_page.box": "drafts",
    "entry.author_fpr": "concerns",
    "entry.signature": "concerns",
    "invite.code_hash": "invites",
    "index_slip.recipient_fpr": "search",
    "learning_box.box": "learning",
    "rescue.sealed": "late pages",
    "saved_list.box": "saved lists",
    "set_up_draft.box": "set-ups",
    "set_up_draft.id": "set-ups",
    "sign_in.box": "sessions",
    "sign_in.device": "devices",
    "sign_in.id": "sessions",
    "training_wrap.blob": "exchanges",
    "training_wrap.recipient_fpr": "exchanges",
    "wrap.blob": "concerns",
    "wrap.recipient_fpr": "concerns",
}

ONE_ROW = {
    "log_head.chain": "tests/damage/audit_log/test_log_head_forged.py",
    "log_head.mac": "tests/damage/audit_log/test_log_head_forged.py",
}
"""An organisation has one row, so that there is nothing to swap it with: where it is attacked."""
