"""Unicode text made comparable, in linear time whatever it holds. Standard library only."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 100_000
_LONGEST_MARK_RUN = 30  # Unicode's own bound for "stream-safe" text (UAX #15)
_HARMLESS = 4_000  # characters: sorting even this many marks takes 3 ms
_LONGEST_RAW = 4 * MAX_CHARACTERS  # no real text shrinks to a quarter; bounds the work spent on refusing
_MARKS = "".join(re.escape(chr(code)) for code in range(0x20000) if unicodedata.combining(chr(code)))
_MARK_RUN = re.compile(f"([{_MARKS}]{{{_LONGEST_MARK_RUN}}})[{_MARKS}]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")  # all but the tab and the line end

# Marks that only decorate ("Zalgo"); the vowel signs of Hindi, Arabic or Thai are not among them.
_DECORATION = (range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100))
_IDEOGRAPHS = (range(0x3040, 0x3100), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_RARE_IDEOGRAPHS = (range(0x20000, 0x31350),)


def compatible(text: str) -> str:
    """Give the NFKC form.

    Python sorts a run of combining marks by insertion: a run of 100,000 would take a minute, so long texts have
    their runs cut first.
    """
    if text.isascii():
        return text
    if len(text) <= _HARMLESS:
        return unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", _MARK_RUN.sub(r"\1", text))


def composed(text: str) -> str:
    """Give the NFC form with case and layout kept: lines end in a line feed, a tab is a space, controls are gone."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if lines.isascii():
        return lines
    return unicodedata.normalize("NFC", lines if len(lines) <= _HARMLESS else _MARK_RUN.sub(r"\1", lines))


def too_long(text: str) -> bool:
    """Tell whether the text has more than `MAX_CHARACTERS` characters after NFKC."""
    return len(text) > _LONGEST_RAW or len(compatible(text)) > MAX_CHARACTERS


def spoken(character: str) -> str | None:
    """Give what a character of an NFKC text adds to its words: itself in lower case, a separator, or nothing.

    Control, zero-width and bidirectional characters and decoration vanish. A Chinese or Japanese character
    stands alone between spaces, because those scripts write none.
    """
    code, category = ord(character), unicodedata.category(character)
    if character in "'\u2019":
        return "'"
    if character.isspace():
        return " "
    if category in ("Cc", "Cf", "Cs") or any(code in block for block in _DECORATION):
        return None
    if any(code in block for block in _IDEOGRAPHS + _RARE_IDEOGRAPHS):
        return f" {character} "
    return character.lower() if category[0] in "LNM" else " "
