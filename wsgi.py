"""The application that a WSGI server loads. Settings are read here, once, and nowhere else."""

import os

from app import create_app
from config import Config

app = create_app(Config.from_env(os.environ))
