"""The closed set of things that the log can say happened.

A new kind of event is a line here, reviewed, never a string at a call. What happened is named;
why, to whom and about what never is: kinds of entry stay sealed, so adding any entry is
`entry.added`. Values are frozen: an old log must stay readable.
"""

from enum import StrEnum


class Action(StrEnum):
    """What happened. The value is the `act` of a log line."""

    # The door
    SIGNED_IN = "sign_in.made"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_EXPIRED = "sign_in.expired"
    SIGNED_OUT = "sign_in.ended"
    THROTTLED = "sign_in.throttled"
    STEPPED_UP = "sign_in.repeated"
    STEP_UP_FAILED = "sign_in.repeat_failed"
    REFUSED = "access.refused"
    NOTICE_DISMISSED = "notice.dismissed"  # somebody put a notice on their own Home away

    # Drafts
    DRAFT_OPENED = "draft.opened"
    DRAFT_DISCARDED = "draft.discarded"
    PAGE_RESCUED = "page.rescued"
    RESCUE_OPENED = "rescue.opened"
    RESCUE_DISCARDED = "rescue.discarded"

    # Files and entries
    FILE_SEALED = "file.sealed"  # whom a new file is for, and what is in clear about it, as hashes
    RECORD_SIGNED = "record.signed"
    ENTRY_ADDED = "entry.added"
    ENTRY_WITHHELD = "entry.for_readers"  # added, and sealed to the record's readers alone
    HANDED_OVER = "concern.handed_over"  # to whom: as a hash, next to the entry that says it
    ENTRY_READ = "entry.read"
    ENTRY_REFUSED = "entry.refused"
    ACKNOWLEDGED = "record.acknowledged"
    STATE_CHANGED = "state.changed"
    DUE_CHANGED = "due.changed"
    CARD_OPENED = "card.opened"
    CARD_WRITTEN = "card.written"
    DOCUMENT_READ = "document.read"
    CHILD_LINKED = "child.linked"  # an entry of a child's file, then a line of the concern itself
    CHILD_UNLINKED = "child.unlinked"  # the same, when it is taken out again
    CHILD_WRITTEN = "child.written"  # a fact in a child's file: family, home, a plan, a person
    CHILD_PRINTED = "child.printed"  # an entry of a child's file, then the concerns that were on it
    CHILD_CARD = "child.card_written"  # the newest card of a child's file
    CHILD_OPENED = "child.opened"  # a child's file, with each entry of a concern that it shows
    LIST_VIEWED = "list.viewed"
    TASKS_SHOWN = "tasks.shown"  # of concerns: opened for the list of what is outstanding
    SEARCHED = "search.made"  # of a list, or of records; of a concern: it was found inside
    SLIP_SEALED = "slip.sealed"  # what searches look in of one entry, sealed to one of its readers
    BOOK_SEALED = "book.sealed"  # many of these in one, sealed to a team
    INDEXED = "index.made"  # entries that were opened to make what searches look in
    LINKS_SHOWN = "links.shown"  # concerns, in a list of what several children's files name
    REFERRALS_SHOWN = "referrals.shown"  # a child's file, with entries only looked in for referrals
    CHILD_NOT_SAME = "child.not_same"  # an entry of a child's file: two values are not one thing
    SHARED = "wrap.made"  # a reader let the author of a closed concern read it again
    SHARE_ENDED = "wrap.ended"  # some time after it was closed: their keys to it were deleted
    READING_COUNTED = "reading.counted"  # once: the start of counting that time
    RECEIPT_TAKEN = "receipt.taken"
    PRINTED = "paper.printed"
    PAPER_MADE = "paper.made"
    EXPORTED = "export.made"

    # Training
    TRAINING_ADDED = "training.added"  # answers or a practice sent, or what was recorded of talking
    TRAINING_READ = "training.read"
    TRAINING_NOTED = "training.noted"  # completed, sent to the board, certificate, practised
    TRAINING_RECORDED = "training.recorded"  # next to a completion that was signed from paper
    TRAINING_LINK_MADE = "training.link_made"  # for someone outside to confirm, without an account
    TRAINING_LINK_ANSWERED = "training.link_answered"  # once: `h` is of what they said
    TRAINING_LINK_ENDED = "training.link_ended"  # taken back by who made it
    TRAINING_GROUP_CHANGED = "training.group_changed"  # its name, day or people; or it was deleted

    # Members
    INVITED = "invite.made"
    INVITE_WITHDRAWN = "invite.withdrawn"
    INVITED_AS = "invite.role"  # the roles, in clear, that an invite was made for
    WORDS_REFUSED = "words.refused"  # somebody typed words that are not the member's
    LEAD_PROPOSED = "lead.proposed"  # one lead confirmed a new one: a second person must approve
    LEAD_APPROVED = "lead.approved"
    LEAD_STOPPED = "lead.stopped"
    LEAD_APPOINTED = "lead.appointed"  # at once, with the recovery sheet
    SENIOR_PROPOSED = "senior.proposed"  # a lead confirmed a new head or chair, who waits
    SENIOR_APPROVED = "senior.approved"
    SENIOR_STOPPED = "senior.stopped"
    MEMBER_JOINED = "member.joined"
    MEMBER_NAME_DIFFERS = "member.name_differs"  # next to joining: not the name on the invite
    MEMBER_CERTIFIED = "member.certified"
    MEMBER_NAMED = "member.named"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    MEMBER_SUSPENDED = "member.suspended"  # a lead stopped their account
    MEMBER_RESTORED = "member.restored"  # a lead let them sign in again
    MEMBER_CAME_BACK = "member.came_back"  # invited again, under a new account: both ids
    ROLES_CHANGED = "member.roles_changed"  # next to the certificate and the roles themselves
    MEMBER_LEAVING = "member.leaving"  # a lead wrote down the day, or that they stay
    MEMBER_SIGNED_OUT = "member.signed_out"  # a lead ended their sessions, if there were any

    # Keys
    LOCK_SET = "lock.set"
    LOCK_RENEWED = "lock.renewed"  # the same passphrase or passkey, under a newer server secret
    LOCK_REMOVED = "lock.removed"
    PASSKEY_LOCK_SET = "lock.passkey_set"  # this passkey opens the account alone from now on
    PASSKEY_LOCK_REMOVED = "lock.passkey_removed"
    GRANT_MADE = "grant.made"
    GRANT_REMOVED = "grant.removed"
    TEAM_CERTIFIED = "team.certified"
    EPOCH_MADE = "epoch.made"
    KEY_RETIRED = "key.retired"
    KEY_REFUSED = "key.refused"
    RECOVERY_CARD_MADE = "recovery_card.made"
    RECOVERY_CARD_USED = "recovery_card.used"
    FACTOR_SET = "factor.set"  # a second step for signing in: new, or in place of an older one
    FACTOR_USED = "factor.used"  # a code of the app: it works once
    FACTOR_CODE_USED = "factor.code_used"  # a recovery code: it works once
    FACTOR_PASSKEY_ADDED = "factor.passkey_added"  # the first one may be the second step itself
    FACTOR_PASSKEY_USED = "factor.passkey_used"
    FACTOR_PASSKEY_ALONE = "factor.passkey_alone"  # the same, without a passphrase before it
    FACTOR_PASSKEY_REMOVED = "factor.passkey_removed"  # the app or another passkey is still there
    FACTOR_REMOVED = "factor.removed"
    FACTOR_TAKEN_OFF = "factor.taken_off"  # next to a removal that leads, heads and chairs see
    FACTOR_REFUSED = "factor.refused"  # next to a failed try: the passphrase was right
    RECOVERY_SHEET_MADE = "recovery_sheet.made"
    RECOVERY_SHEET_USED = "recovery_sheet.used"
    SHEET_ASKED = "recovery_sheet.asked"  # for a new one: a second person must approve
    SHEET_APPROVED = "recovery_sheet.approved"
    SHEET_STOPPED = "recovery_sheet.stopped"
    RECOVERY_DRILLED = "recovery_sheet.drilled"
    LOG_KEY = "log.key"  # the log's next key, which signs what follows
    SECRET_CHANGED = "server_secret.changed"  # noqa: S105 - the name of an action, no secret

    # The house
    SET_UP = "set_up.done"
    ORGANISATION_MADE = "organisation.made"
    ORGANISATION_CHANGED = "organisation.changed"
    CONTACT_SET = "contact.set"  # a phone, an email or what is shown with them: its hash
    ROTA_CHANGED = "rota.changed"
    NUMBER_RIGHT = "number.rung_right"  # somebody rang a line of the content pack
    NUMBER_WRONG = "number.rung_wrong"
    NUMBER_UNMARKED = "number.unmarked"  # it was marked as wrong, and somebody rang it: right
    NUMBER_CORRECTED = "number.corrected"  # another number stands for the content pack's own
    MAIL_QUEUED = "mail.queued"
    CHECKPOINT_TAKEN = "checkpoint.taken"  # handed to somebody; a checkpoint is never a leaf itself
    LOG_VIEWED = "log.viewed"  # its lines or checkpoints, by an auditor
    LOG_VERIFIED = "log.verified"
    TIME_STAMPED = "log.time_stamped"
    LINE_BLANKED = "line.blanked"
    BACKED_UP = "backup.made"
    RESTORED = "backup.restored"
    MOVE_STARTED = "data.move_started"  # every row is about to be copied to another database
    RESTORE_ACCEPTED = "restore.accepted"
    RETENTION_ACTED = "retention.acted"
    SHREDDED = "file.shredded"


# Nothing writes these, not yet or no longer. They stay: a log that holds one must stay readable.
DEPRECATED = frozenset(
    {
        Action.CARD_OPENED,
        Action.KEY_RETIRED,
        Action.MAIL_QUEUED,
        Action.TIME_STAMPED,
        Action.LINE_BLANKED,
        Action.RESTORE_ACCEPTED,
        Action.RETENTION_ACTED,
        Action.SHREDDED,
    }
)

# These say what holds afterwards: resulting state and due times, compared with the rows later.
RESULTING = frozenset(
    {Action.RECORD_SIGNED, Action.ACKNOWLEDGED, Action.STATE_CHANGED, Action.DUE_CHANGED}
)

# These may name all that one page showed in one line (version 2, `objs`).
SHOWING = frozenset(
    {
        Action.ENTRY_READ,
        Action.CHILD_OPENED,
        Action.CHILD_PRINTED,
        Action.LIST_VIEWED,
        Action.TASKS_SHOWN,
        Action.INDEXED,
        Action.LINKS_SHOWN,
        Action.REFERRALS_SHOWN,
    }
)

# Freshness of locks, grants and certificates rests on these lines, and so does what people found
# who rang a number, which numbers were set and who is on duty: they are never blanked.
KEY_EVENTS = frozenset(
    {
        Action.INVITED,
        Action.INVITE_WITHDRAWN,
        Action.INVITED_AS,
        Action.LEAD_PROPOSED,
        Action.LEAD_APPROVED,
        Action.LEAD_STOPPED,
        Action.LEAD_APPOINTED,
        Action.SENIOR_PROPOSED,
        Action.SENIOR_APPROVED,
        Action.SENIOR_STOPPED,
        Action.MEMBER_JOINED,
        Action.MEMBER_NAME_DIFFERS,
        Action.MEMBER_CERTIFIED,
        Action.MEMBER_NAMED,
        Action.MEMBER_CHANGED,
        Action.MEMBER_REMOVED,
        Action.MEMBER_SUSPENDED,
        Action.MEMBER_RESTORED,
        Action.MEMBER_CAME_BACK,
        Action.MEMBER_LEAVING,
        Action.LOCK_SET,
        Action.LOCK_RENEWED,
        Action.LOCK_REMOVED,
        Action.PASSKEY_LOCK_SET,
        Action.PASSKEY_LOCK_REMOVED,
        Action.GRANT_MADE,
        Action.GRANT_REMOVED,
        Action.TEAM_CERTIFIED,
        Action.EPOCH_MADE,
        Action.KEY_RETIRED,
        Action.RECOVERY_CARD_MADE,
        Action.RECOVERY_CARD_USED,
        Action.FACTOR_SET,
        Action.FACTOR_USED,
        Action.FACTOR_CODE_USED,
        Action.FACTOR_PASSKEY_ADDED,
        Action.FACTOR_PASSKEY_USED,
        Action.FACTOR_PASSKEY_ALONE,
        Action.FACTOR_PASSKEY_REMOVED,
        Action.FACTOR_REMOVED,
        Action.RECOVERY_SHEET_MADE,
        Action.RECOVERY_SHEET_USED,
        Action.SHEET_ASKED,
        Action.SHEET_APPROVED,
        Action.SHEET_STOPPED,
        Action.LOG_KEY,
        Action.SET_UP,
        Action.ORGANISATION_MADE,
        Action.CONTACT_SET,
        Action.ROTA_CHANGED,
        Action.NUMBER_RIGHT,
        Action.NUMBER_WRONG,
        Action.NUMBER_CORRECTED,
    }
)
