"""The application that a WSGI server loads. Settings are read here, once, and nowhere else."""

import os
import sys

from app import create_app
from config import Config, ConfigError

try:
    app = create_app(Config.from_env(os.environ))
except ConfigError as error:
    if os.environ.get("FLASK_RUN_FROM_CLI"):
        sys.exit(str(error))  # a command says what is wrong in a sentence, and ends with 1
    raise
