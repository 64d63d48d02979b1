<%
    def clean(body):
        lines = [line for line in (body or "pass").splitlines() if "###" not in line]
        return "\n".join(lines).strip()
%>"""${message[:1].upper() + message[1:]}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    ${clean(upgrades)}
