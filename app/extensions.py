"""Objects that one process shares between requests. Imports nothing of ours."""

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy(disable_autonaming=True, session_options={"expire_on_commit": False})
