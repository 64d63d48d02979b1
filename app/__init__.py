"""The web application: the only package that imports Flask.

`create_app` loads the journeys when it is called, not at import: a command that only needs the
database or the vault does not load the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config) -> Flask:
    """Assemble the app."""
    from app.factory import assemble_app

    return assemble_app(config)


def create_content_app() -> Flask:
    """Assemble an app that has the commands for content packs, and nothing else."""
    from app.content_cli import create_content_app

    return create_content_app()


def create_command_app() -> Flask:
    """Assemble an app that has every command to show help for, and nothing else."""
    from app.cli import build_help_app

    return build_help_app()
