"""Pango for a machine where it could not be installed: unpacked by bin/setup-pango into the data folder.

WeasyPrint asks the system's loader for Pango by name. Libraries that are loaded already answer to their name,
wherever they came from.
"""

import ctypes
import os
from pathlib import Path

UNPACKED = Path(__file__).resolve().parents[2] / ".data" / "pango"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""

_loaded = False


def load(unpacked: Path = UNPACKED) -> None:
    """Load the unpacked libraries and name their fonts; to be called before WeasyPrint is imported.

    Does nothing where nothing was unpacked, and at any later call.
    """
    global _loaded  # noqa: PLW0603 - libraries are loaded once a process
    if _loaded or not unpacked.is_dir():
        return
    _loaded = True
    if not Path("/etc/fonts/fonts.conf").exists():
        _name_fonts(unpacked)
    waiting = sorted(unpacked.glob("**/*.so.*[0-9]"))
    # A library can be loaded after those it needs, an order that only trying tells.
    while waiting and len(remaining := [library for library in waiting if not _load(library)]) < len(waiting):
        waiting = remaining


def _load(library: Path) -> bool:
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def _name_fonts(unpacked: Path) -> None:
    settings = unpacked / "fonts.conf"
    settings.write_text(FONTS.format(fonts=unpacked / "usr/share/fonts", cache=unpacked / "cache"))
    os.environ.setdefault("FONTCONFIG_FILE", str(settings))
