"""How wide words will be, near enough to keep them apart.

Nobody knows the reader's font here. The widths are those of DejaVu Sans, the widest of the fonts that
stand in for Arial, so that text measured with them fits in every one of them.
"""

from functools import lru_cache

# Width of a character as a share of the font size, narrowest class first; anything else counts as wide.
_CLASSES = (
    ("'ijlIJ", 0.3),
    (" .,/:;\\|", 0.34),
    ("f-()[]t!r", 0.41),
    ('"*_`\N{EN DASH}sz?c', 0.55),
    ("LFkvxy", 0.6),
    ("PTYaoeESbdghnpqu$0123456789{}£", 0.64),
    ("KAVBRXZC", 0.7),
    ("UHNDG&OQ", 0.79),
    ("w#+<=>^~M", 0.87),
)
_WIDTH = {character: width for characters, width in _CLASSES for character in characters}
_WIDE = 1.0


@lru_cache(maxsize=4096)
def text_width(words: str, size: int = 14) -> float:
    """Width in pixels that will not be exceeded at this font size."""
    return sum(_WIDTH.get(character, _WIDE) for character in words) * size


@lru_cache(maxsize=1024)
def wrap(words: str, width: float, size: int = 14, most: int = 3) -> tuple[str, ...]:
    """Words broken into at most `most` lines of `width` pixels; what is left over ends in an ellipsis."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_shortened(line, width, size) for line in lines)


def _shortened(line: str, width: float, size: int) -> str:
    if text_width(line, size) <= width:
        return line
    kept = line
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
