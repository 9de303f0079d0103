#!/usr/bin/env python3
"""The command line of the product: `python manage.py help`."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
# Commands that change or show the schema log in as its owner; all others as the login that serves pages.
OWNER_COMMANDS = {
    "createcachetable",
    "dbshell",
    "flush",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "pgtrigger",
    "showmigrations",
    "sqlflush",
    "sqlmigrate",
    "sqlsequencereset",
    "squashmigrations",
}
WITHOUT_SERVERS = {"", "help", "version", "--help", "-h", "--version", "compilemessages", "makemessages"}


def main() -> None:
    """Run a command against the servers that the environment names, or else the project's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in OWNER_COMMANDS:
        os.environ["DATABASE_LOGIN"] = "owner"
    if command not in WITHOUT_SERVERS:
        find_servers()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def find_servers() -> None:
    """Find or start the project's own servers where the environment names none; one line says why not."""
    from config.embedded import ServersError, ensure_servers

    try:
        ensure_servers(Path(os.environ.get("DATA_DIR") or PROJECT / ".data"), durable=True)
    except ServersError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
