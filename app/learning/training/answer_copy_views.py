"""Show a learner's own answers to print: as they stand now, and as they were sent.

Made to be printed: whoever has no account signs on the paper.
"""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.training.training_forms import DISCUSSION_METHODS
from app.learning.blueprint import bp
from app.services.training import reviews, workbook_answers


@bp.get("/answers")
@policy(Policy.SIGNED_IN)
def answers() -> ResponseReturnValue:
    """Show my answers as they are now, to print."""
    own, at = workbook_answers.load_own_answers(g.uow), g.uow.clock()
    return render_template("learning/answers.html", own=own, at=at)


@bp.get("/answers/<uuid:training_id>")
@policy(Policy.SIGNED_IN)
def answers_sent(training_id: UUID) -> ResponseReturnValue:
    """Show my answers as I sent them, and what was recorded of them."""
    file = reviews.open_own_sent_training(g.uow, training_id)
    return render_template(
        "learning/answers_sent.html",
        file=file,
        completion=reviews.find_trusted_completion(g.uow, file),
        sent="sent" in request.args,
        hows=DISCUSSION_METHODS,
    )
