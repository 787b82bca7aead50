"""What vCard and iCalendar files have in common: lines folded at 75 octets (RFC 6350, 3.2; RFC 5545, 3.1)."""

from __future__ import annotations

LINE_OCTETS = 75  # without the line break
UNFOLDED = 10**9  # tells vobject not to fold: it counts characters where the RFCs count octets


def folded(text: str) -> bytes:
    """Content lines in UTF-8 with CRLF, none longer than 75 octets, no character cut in two."""
    out = bytearray()
    for line in text.split("\r\n"):
        octets = 0
        for character in line:
            size = len(character.encode("utf-8", errors="replace"))
            if octets + size > LINE_OCTETS:
                out += b"\r\n "
                octets = 1
            out += character.encode("utf-8", errors="replace")
            octets += size
        out += b"\r\n"
    return bytes(out).removesuffix(b"\r\n")


def on_one_line(text: str) -> str:
    """A value that is not escaped (a URI) with nothing in it that could begin another line."""
    return "".join(text.split())
