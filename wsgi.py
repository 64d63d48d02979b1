"""The application that a WSGI server loads. Settings are read here, once, and nowhere else."""

import gc
import os
import sys

from app import create_app, create_command_app, create_content_app
from app.operation.log_lines import configure_logging
from config import Config, ConfigError

gc.disable()  # all that is loaded here stays: looking for garbage meanwhile costs a sixth of it
by_command = bool(os.environ.get("FLASK_RUN_FROM_CLI"))
if "content" not in sys.argv[1:]:  # packs are public, and another user may have to read them
    os.umask(0o077)  # a file that is made here is for no other user of this machine
try:
    config = Config.from_env(os.environ)
    configure_logging(config.log_format)
    app = create_app(config)
except ConfigError as error:
    if by_command and "content" in sys.argv[1:]:
        app = create_content_app()  # packs are checked anywhere: they need no secret
    elif by_command and "--help" in sys.argv[1:]:
        app = create_command_app()  # help runs nothing, so it needs no secret either
    elif by_command:
        sys.exit(str(error))  # a command says what is wrong in a sentence, and ends with 1
    else:
        raise
gc.freeze()
gc.enable()
