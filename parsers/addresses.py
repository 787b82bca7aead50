"""Postal addresses: lines that look like one, gathered by where they stand.

Every free piece of a line gets points for what addresses are made of (a street word with a number, a
postal code, a town, a country, "Floor", "Opp."; the words are data), and loses points for what they are
not (a legal form, a post, a saying). Pieces under each other in one column, of one size, make one address,
until a label, a gap or a finished address before them says that the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import places, repair
from parsers.companies import legal_form_at_end, legal_form_inside
from parsers.contact import Address, Field, Span
from parsers.layout import aligned, alike_in_size, below, beside, make_field
from parsers.lines import Box, Hints, Line, enclosing_box
from parsers.words import fold, sections

MAX_LINE = 400
SEED, JOINS, SANDWICHED = 2.5, 1.0, -2.0  # points that start an address, join one, may stand within one
LINE_GAP = 0.9  # the widest gap between lines of one address, in line heights
EDGE = " \t,;:|/\\-–—_*•·●■▪►<>=~"
SEPARATORS = re.compile(r"\s{2,}|\s*[|•·●■▪►;]+\s*")
SUBPARTS = re.compile(r"\s*[,|•·;]\s*|\s+[-–]\s*|\s*[-–]\s+")
AMBIGUOUS = frozenset({"r", "m", "p", "am", "str", "st", "pl", "al", "ai", "no", "nr", "cl", "bd", "pq", "d", "s", "av", "ave", "ps", "cp", "bp",
                       "ph", "cours", "place", "route", "square", "plaza", "via", "largo", "box", "hall", "local", "int", "top", "og",
                       "eg", "sala", "stage", "level", "lot", "gate", "wing", "fl", "ste", "building", "zone", "stock", "ward", "main", "cross", "way",
                       "path", "ring", "walk", "mall", "row", "close", "vej", "weg", "platz", "court", "circle", "park", "build"})  # fmt: skip
NUMBERED = re.compile(r"\d")
HOUSE_FIRST = re.compile(r"^#?\s?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?(?:\s?,\s?|\s+)[^\W\d_]")
HOUSE_LAST = re.compile(r"[^\W\d_]{3,}[.,]?\s+(?:n[°ºr]?\.?\s?)?\d{1,4}\s?[A-Za-z]?(?:\s?[/\-]\s?\d{1,4}[A-Za-z]?)?[.,]?$")
PLOT_NUMBER = re.compile(r"(?:^|[\s,#(])(?:[A-Z]{1,2}[-/ ]?)?\d{1,4}(?:[-/]\d{1,5}[A-Z]?){2,6}\b|#\s?\d|^[A-Z]{1,2}-?\d{1,4}(?:-\d{1,4})?,|#\d{1,3}-\d{1,3}")
JAPANESE = re.compile(r"[^\W\d_]{2,}-(?:ku|cho|shi|ken|machi|chome|gun|to|fu|son|minami)\b", re.IGNORECASE)
COLON_LABEL = re.compile(r"^([^\W\d_][^\d:,]{1,28}?)\s?[:：]\s{0,2}(?=\S)")
SHORT_PIN = re.compile(r"[^\W\d_]{4,}\s?[-–]\s?\d{1,2}\s?\.?$")
UPPER_STATE = re.compile(r"(?:,|\s)\s?([A-Z]{2})\.?,?(?:\s\d{4,5}(?:-\d{4})?\.?)?$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a line that may belong to an address. ``label_start`` is before a label that is no part of it."""

    line: int
    start: int
    end: int
    label_start: int
    text: str
    box: Box
    points: float
    labelled: bool = False
    opens: bool = False  # it begins an address: a street, a house number, a floor
    closes: bool = False  # it ends one: postal code or country at its end
    code: bool = False  # it holds a postal code
    whole: Box = Box(0.0, 0.0, 0.0, 0.0)  # the whole line: what is centred is the line, not its piece


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every postal address of the card, in reading order."""
    pieces = [piece for index, line in enumerate(lines) if len(line.text) <= MAX_LINE for piece in _pieces(lines, index)]
    pieces = [_with_outer_label(piece, lines) for piece in pieces]
    country = hints.countries[0] if hints.countries else next(iter(places.countries_on(line.text for line in lines)), "")
    fields = []
    for block in _blocks(pieces):
        field = _field(lines, block, country)
        if field:
            fields.append(field)
    # A town alone is an address only where no fuller one stands ("Stanford, CA" in the logo).
    full = [field for field in fields if field.rule != "place"]
    return tuple(full or fields)


# ---------------------------------------------------------------- words


@cache
def _pattern(section: str) -> re.Pattern[str]:
    """One pattern of all words of a section, on folded text; full stops optional."""
    entries = sorted({fold(entry) for entry in sections("address_words.txt")[section]}, key=len, reverse=True)
    parts = (re.escape(entry.rstrip(".")).replace(r"\ ", r"[\s.]{1,2}").replace(r"\.", r"\.?\s?") for entry in entries)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(parts) + r")(?![^\W\d_])\.?")


@cache
def _street_ending() -> re.Pattern[str]:
    endings = "|".join(fold(entry) for entry in sections("address_words.txt")["street ending"])
    return re.compile(rf"(?<!\w)[^\W\d_]{{4,30}}(?:{endings})\.?\s+\d{{1,4}}")


@cache
def _postal() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(country, "before" or "after", pattern) of the postal codes that a country can be told by, or that are clear."""
    found = []
    for header, patterns in sections("postal_codes.txt").items():
        if header and " " in header:
            country, place = header.rsplit(" ", 1)
            found.append((country, place, re.compile(patterns[0])))
    return tuple(found)


def _fold(text: str) -> str:
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(f if len(f := fold(char)) == 1 else char for char in text)


# ---------------------------------------------------------------- pieces


def _pieces(lines: Sequence[Line], index: int) -> Iterator[_Piece]:
    """The free pieces of a line with their points; pieces joined where only a bar or a bullet parts them."""
    line = lines[index]
    text = repair.plain(line.text)
    found: list[_Piece] = []
    for start, end in _free_runs(line, text):
        piece = _piece(lines, index, text, start, end)
        if piece is None:
            continue
        before = found[-1] if found else None
        between = text[before.end : piece.start] if before else ""
        if before and not re.search(r"\s{3,}", between) and not piece.labelled and min(before.points, piece.points) >= 0.8:
            joint = _piece(lines, index, text, before.label_start, piece.end)
            if joint:
                found[-1] = replace(joint, points=before.points + piece.points, opens=before.opens, closes=piece.closes,
                                    code=before.code or piece.code)  # fmt: skip
                continue
        found.append(piece)
    yield from found


def _free_runs(line: Line, text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a line between claimed text, separators and wide gaps."""
    cuts, offset, last = [], 0, None
    for word in line.words:
        if word.text.strip():
            if last is not None and word.box.left - last.right > 2.5 * max(last.height, word.box.height, 1e-6):
                cuts.append((offset, offset))
            last = word.box
        offset += len(word.text) + 1
    cuts += [match.span() for match in SEPARATORS.finditer(text)]
    start = 0
    for left, right in [*sorted(cuts), (len(text), len(text))]:
        if left > start:
            yield start, left
        start = max(start, right)


def _piece(lines: Sequence[Line], index: int, text: str, start: int, end: int) -> _Piece | None:
    while start < end and (text[start] in EDGE or text[start] in ".)"):
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    if end - start < 2 or not any(c.isalnum() for c in text[start:end]):
        return None
    label_start, labelled = start, False
    label = _label_end(text[start:end])
    if label:
        start, labelled = start + label, True
        while start < end and text[start] in EDGE + ".":
            start += 1
    start = _address_start(text, start, end)
    part = text[start:end]
    if not part:
        return None
    # A comma that was cut off the end still says that the address goes on.
    points, opens, closes, code = _points(part, text[end : end + 1] == ",")
    if labelled and points > 0 and start - label_start > 3:
        points += 0.5
    if not labelled:
        label_start = start
    box = lines[index].box_between(start, end)
    return _Piece(index, start, end, label_start, part, box, points, labelled, opens, closes, code, lines[index].box)


@cache
def _label_end(text: str) -> int:
    """Where a label such as "Head Office:" or "TOKYO:" at the start of ``text`` ends; 0 if none."""
    folded = _fold(text)
    colon = COLON_LABEL.match(text)
    known = _pattern("label").match(folded)
    if known and known.end() < len(text) and known.group().strip():
        rest = text[known.end() :]
        twice = _pattern("label").match(folded, known.end() + len(rest) - len(rest.lstrip(" .:-&")))
        end = twice.end() if twice and twice.end() < len(text) else known.end()
        sure = text[end : end + 2].strip()[:1] in (":", "-") or " " in known.group().strip() or text[known.start() : end].endswith(".") or len(known.group()) >= 7
        if sure:
            return end + len(re.match(r"[\s:.\-–]*", text[end:]).group())  # type: ignore[union-attr]
    if colon and len(colon.group(1).split()) <= 3 and not re.search(r"(?i)\b(?:plot|flat|block|shop|no|sector|opp)\b", colon.group(1)):
        return colon.end()
    words = text.split()
    for count in (2, 3):  # "Vietnam Office Long Street 5"
        if len(words) > count and fold(words[count - 1]).rstrip(":.") in ("office", "branch", "oddzial", "filia", "buro"):
            name = " ".join(words[: count - 1])
            if places.is_city(name) or places.country_in(name):
                return len(text) - len(text.split(None, count)[-1])
    return 0


def _address_start(text: str, start: int, end: int) -> int:
    """Past a company's name or other words that stand before an address on one line."""
    part = text[start:end]
    cut = position = 0
    for match in SUBPARTS.finditer(part):
        if _has_legal_form(part[position : match.start()]):
            cut = match.end()
        position = match.end()
    if cut:
        return start + cut
    folded = _fold(part)
    street = re.search(r"(?<!\w)(?:ul|u1|al|pl|os)\.\s?(?=\w)|(?<!\w)(?:ulica|aleja|rynek|plac)\s(?=\w)", folded)
    if street and street.start() > 3:
        before = part[: street.start()].rstrip(" ,-–|")
        points, *_ = _points(before, False)
        if points < 0.5 and not _pattern("building").search(_fold(before)) and not before.endswith(",") and len(before.split()) > 1:
            return start + street.start()
    return start


@cache
def _points(text: str, goes_on: bool) -> tuple[float, bool, bool, bool]:
    """(points, whether it opens an address, whether it closes one, whether it holds a postal code)."""
    folded = _fold(text)
    number = NUMBERED.search(text) is not None
    opens = False
    country = places.country_in(text)
    if country and len(folded.split()[-1]) <= 3 and not text.strip(" .)(,").endswith(("USA", "UK", "UAE", "U.S.A", "U.K", "U.A.E")):
        country = ""
    code, code_last = _has_code(text, folded)
    points = 3.0 if code else 0.0
    street = _street_points(text, folded, number)
    if street >= 2.5:
        opens = True
    points += street
    units = 0.0
    for match in _pattern("unit").finditer(folded):
        word = match.group().strip(". ")
        behind = re.match(r"\s?[:.#\-]?\s?(?:no\.?|nr\.?|n[°º])?\s?[:.#\-]?\s?(?:[a-z]{1,2}[\-/ ]?)?(?:\d|[ivx]{1,4}\b|[a-z]\b)", folded[match.end() :])
        ahead = re.search(r"(?:\d\s?(?:st|nd|rd|th|º|°)?|\b(?:ground|first|second|third|fourth|fifth|[ivx]{1,4}))\s?$", folded[: match.start()])
        if behind or ahead:
            weight = 0.8 if word in AMBIGUOUS or len(word) <= 2 else 2.5
            units = max(units, weight)
    if re.search(r"\d(?:st|nd|rd|th)?\s?(?:f|fl|flr|floor)\b", folded):
        units = max(units, 2.5)
    if re.search(r"(?:p\.?\s?[o0]\.?|post(?:al)?|gpo)\s?box\b", folded):
        units = 3.0
    opens = opens or units >= 2.5
    points += units
    if PLOT_NUMBER.search(text):
        points += 2.0
        opens = True
    if JAPANESE.search(text):
        points += 2.0
    localities = sum(1 for match in _pattern("locality").finditer(folded) if len(match.group()) > 3 or match.group().endswith("."))
    points += min(3.0, 1.4 * localities)
    near = next((m for m in _pattern("near").finditer(folded) if m.start() == 0 or (text[m.start() - 1] in " ,(" and text[: m.start()].rstrip().endswith((",", "(", "-")))), None)
    if near and len(text) - near.end() >= 3:
        points += 2.0
    building = [m for m in _pattern("building").finditer(folded) if m.start() > 0]
    if building and text[building[0].start()].isupper():
        points += 1.4 if number or goes_on or "," in text else 1.0
    if country:
        points += 1.5
    state = UPPER_STATE.search(text)
    if (state and fold(state.group(1)) in _states() and not text.isupper()) or (state and state.group(1) in _upper_states() and "," in text):
        points += 1.5
    elif _pattern("state").search(folded):
        points += 1.0
    parts = [part.strip(" .()0123456789") for part in SUBPARTS.split(text)]
    cities = sum(1 for part in parts if part[:1].isupper() and places.is_city(part))
    if cities:
        points += 1.0 + (0.5 if cities == len([p for p in parts if p]) == 1 and goes_on else 0.0)
    elif places.has_city(text) and number:
        points += 0.6
    if SHORT_PIN.search(text) and (cities or "," in text):
        points += 1.5
    if HOUSE_FIRST.match(text):
        points += 1.2
        opens = True
    elif HOUSE_LAST.search(text):
        points += 1.0
        opens = opens or not code
    if goes_on and text[:1].isupper():
        points += 0.5
    if len(parts) >= 2 and all(part[:1].isupper() or not part for part in parts):
        points += 0.4
    if not code and re.fullmatch(r"[A-Z][^\d,]{2,40}[\s,.\-]\s?\d{4,6}\.?", text):
        points += 1.2
    points -= _penalty(text, folded, number, code or near is not None)
    closes = code_last or bool(country) or bool(SHORT_PIN.search(text))
    return points, opens, closes, code


def _street_points(text: str, folded: str, number: bool) -> float:
    best = 0.0
    for match in _pattern("street before").finditer(folded):
        word = match.group().strip(". ")
        following = text[match.end() :].lstrip()
        named = re.match(r"(?:d[eaiou]s?l?\s(?:la\s|los\s|las\s)?|l['’]|d['’]|dell['’a]\s?|degli\s|delle\s|von\s|van\s)?[A-ZÀ-ÖØ-ÞĀ-Ž0-9\"']", following)
        if not named:
            if not (number and word in ("ul", "ulica", "rue", "rua", "calle", "via")):
                continue
        dotted = match.group().rstrip().endswith(".")
        if word in AMBIGUOUS and not (number and (dotted or following[:1].islower() or (word in ("av", "ave", "al", "pl", "bd") and text[match.start()].islower()) or match.start() == 0)):
            continue
        best = max(best, 3.0 if number else 1.2)
    for match in _pattern("street after").finditer(folded):
        before = text[: match.start()].rstrip()
        word = match.group().strip(". ")
        if not before or (not before[-1].isalnum() and before[-1] not in ".'") or before.isdigit():
            continue
        last = before.split()[-1]
        if word == "st" and (last.isdigit() or folded[: match.start()].endswith("1")):
            continue
        if not (last[0].isupper() or last[0].isdigit()) and text != text.lower():
            continue
        weight = 3.0 if number else 1.2
        if word in AMBIGUOUS:
            weight = 2.0 if number else 0.4
        best = max(best, weight)
    if _street_ending().search(folded):
        best = max(best, 3.0)
    return best


def _has_code(text: str, folded: str) -> tuple[bool, bool]:
    """(whether a postal code with its town stands in ``text``, whether it ends with one)."""
    for country, place, pattern in _postal():
        for match in re.finditer(rf"(?<![\w\-/.+]){pattern.pattern}(?![\w\-/])", text):
            before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip(" ,")
            digits = sum(c.isdigit() for c in match.group())
            town_after = bool(re.match(r"[^\W\d_]{2}", after)) and after[0].isupper()
            town_before = bool(re.search(r"[^\W\d_]{2}[.)]?[\s,–\-]*$", before))
            if country in ("five", "four"):
                part_start = not before or before[-1] in ",|-–;("
                short = len(re.split(r"[,|;]", after)[0].split()) <= 4
                if town_after and part_start and short and not _street_points(after + " 1", fold(after) + " 1", True) >= 2:
                    return True, False
                continue
            if country == "US five":
                if re.search(r"(?:[A-Z]{2}|[a-z]{4})\.?,?$", before) and (_pattern("state").search(_fold(before)) or before[-2:] in _upper_states()):
                    return True, not after
                continue
            if country == "US" or country == "AU":
                if town_before and _pattern("state").search(_fold(before)):
                    return True, not after
                if country == "US" and town_before:
                    return True, not after
                continue
            if country == "IN":
                if re.search(r"[^\W\d_]{3}[.)\s]*[-–,.:\s]\s*$", text[: match.start()]) or (digits == 6 and not before and not after):
                    return True, len(after) < 3
                continue
            if country == "SG":
                if re.search(r"(?i)singapore\s*$", before):
                    return True, True
                continue
            if place == "before" and (town_after or (country == "PL" and town_before)):
                return True, not after
            if place == "after" and (town_before or not before):
                if country == "JP" and re.search(r"\d[\s\-]*$", before):
                    continue
                return True, not after
    glued = re.search(r"\b([A-Z]{2})(\d{5})$", text)  # "New York, NY10001"
    if glued and glued.group(1) in _upper_states():
        return True, True
    return False, False


@cache
def _upper_states() -> frozenset[str]:
    return frozenset(sections("address_words.txt")["state US"])


@cache
def _states() -> frozenset[str]:
    return frozenset(fold(s) for s in sections("address_words.txt")["state US"])


def _has_legal_form(text: str) -> bool:
    return legal_form_inside(text) or legal_form_at_end(text) >= 0


def _penalty(text: str, folded: str, number: bool, code: bool) -> float:
    points = 0.0
    if _has_legal_form(text):
        points += 3.0
    unlike = len(_pattern("not").findall(folded))
    if unlike and not code:
        points += 0.7 if number else 2.0
    if text.rstrip().endswith(("!", "?")):
        points += 2.0
    words = text.split()
    small = sum(word[0].islower() for word in words)
    if small >= 4 and not text.islower() and not code:
        points += 1.5
    if len(text) > 80 and text.count(",") < 2:
        points += 1.0
    if "%" in text or "@" in text or "www" in folded or "iso " in folded:
        points += 2.0
    return points


def _with_outer_label(piece: _Piece, lines: Sequence[Line]) -> _Piece:
    """The piece, labelled if a short line to its left on the same printed line names an office or a town."""
    if piece.labelled or piece.points < JOINS:
        return piece
    for index, line in enumerate(lines):
        text = line.text.strip()
        if index == piece.line or not 2 < len(text) < 28 or any(c.isdigit() for c in text):
            continue
        if beside(line.box, piece.box, 6.0) and line.box.right < piece.box.left + piece.box.height:
            name = text.rstrip(" :.")
            if _pattern("label").search(_fold(name)) or places.is_city(name):
                return replace(piece, labelled=True)
    return piece


# ---------------------------------------------------------------- blocks


def _blocks(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces gathered into addresses, top to bottom."""
    order = sorted((p for p in pieces if p.points > -2.5), key=lambda p: (p.box.center[1], p.box.left))
    used: set[int] = set()
    blocks: list[list[_Piece]] = []
    for number, piece in enumerate(order):
        if piece.points < SEED or number in used:
            continue
        block = [number]
        _grow(order, block, used, downwards=True)
        _grow(order, block, used, downwards=False)
        used.update(block)
        blocks.append([order[n] for n in block])
    # A seed may have been taken apart from one further down that starts its own address: both are blocks.
    for block in sorted(blocks, key=lambda b: (b[0].box.top, b[0].box.left)):
        if _enough(block):
            yield block


def _grow(order: Sequence[_Piece], block: list[int], used: set[int], downwards: bool) -> None:
    """Add to ``block`` the pieces under (or above) it that belong to the same address."""
    while True:
        edge = order[block[-1] if downwards else block[0]]
        near = []
        for number, piece in enumerate(order):
            if number in used or number in block:
                continue
            upper, lower = (edge, piece) if downwards else (piece, edge)
            if _in_column(upper, lower):
                near.append((abs(piece.box.center[1] - edge.box.center[1]), number))
        if not near:
            return
        number = min(near)[1]
        piece = order[number]
        upper, lower = (edge, piece) if downwards else (piece, edge)
        if lower.labelled or _is_label(piece.text) or _separate(upper, lower):
            return
        if not downwards and _heads(piece, [order[n] for n in block]):
            return
        if downwards and edge.closes and places.country_in(edge.text) and places.country_in(piece.text):
            return
        if piece.points < JOINS and not _may_join(order, block, used, number, downwards):
            return
        if not downwards and not _may_stand_first(piece, edge):
            return
        if downwards:
            block.append(number)
        else:
            block.insert(0, number)


def _is_label(text: str) -> bool:
    """Whether a line is nothing but the label of an address: "Head Office", "Biuro Poznań:"."""
    folded = _fold(text.strip(" :.-"))
    label = _pattern("label").match(folded)
    if not label or any(c.isdigit() for c in text):
        return False
    rest = text.strip(" :.-")[label.end() :].strip(" :.-")
    return not rest or places.is_city(rest) or places.country_in(rest) != ""


def _heads(piece: _Piece, block: Sequence[_Piece]) -> bool:
    """Whether a town above an address only heads it, because the address names the town itself."""
    name = _fold(piece.text.strip(EDGE + "."))
    return not piece.opens and not piece.code and places.is_city(name) and any(name in _fold(p.text) for p in block)


def _separate(upper: _Piece, lower: _Piece) -> bool:
    """Whether ``upper`` ends one address and ``lower`` begins another."""
    return upper.closes and lower.opens and not (upper.text.rstrip().endswith(","))


def _may_join(order: Sequence[_Piece], block: list[int], used: set[int], number: int, downwards: bool) -> bool:
    """Whether a weak piece belongs: the line before it goes on with a comma, or it stands within the address."""
    piece = order[number]
    edge = order[block[-1] if downwards else block[0]]
    if piece.points < SANDWICHED or len(piece.text) > 60 or _has_legal_form(piece.text):
        return False
    if downwards:
        if edge.closes and not edge.text.endswith(","):
            return False
        for next_number, beyond in enumerate(order):
            if next_number not in used and next_number not in block and next_number != number and beyond.points >= SEED and (beyond.closes or beyond.code):
                if _in_column(piece, beyond):
                    return True
        return False
    # A town with its code and no street yet: the line above with a number is the street.
    whole = [order[n] for n in block]
    return any(p.code for p in whole) and not any(p.opens for p in whole) and NUMBERED.search(piece.text) is not None


def _in_column(upper: _Piece, lower: _Piece) -> bool:
    """Whether two pieces are lines of one block: one under the other, edges or centres in line, of one size."""
    if not below(upper.box, lower.box, LINE_GAP) or not alike_in_size(upper.box, lower.box, 1.5):
        return False
    return aligned(upper.box, lower.box, 1.2) or aligned(upper.whole, lower.whole, 1.2)


def _may_stand_first(piece: _Piece, edge: _Piece) -> bool:
    """Whether a piece above the first line of an address is a part of it, not the company's name."""
    if _has_legal_form(piece.text):
        return False
    if piece.opens or piece.code or piece.points >= SEED:
        return True
    same_case = piece.text.isupper() == edge.text.isupper() or NUMBERED.search(piece.text) is not None
    return same_case and alike_in_size(piece.box, edge.box, 1.3)


def _enough(block: Sequence[_Piece]) -> bool:
    """Whether the pieces make an address: a number or a code, or a town with its country or state."""
    text = " ".join(piece.text for piece in block)
    points = sum(piece.points for piece in block)
    if any(piece.code for piece in block) and points >= 3.0:
        return True
    if NUMBERED.search(text) and any(piece.opens for piece in block) and points >= 2.9:
        return True
    return points >= 2.5 and any(c in text for c in ",-") and not re.search(r"[a-z]{3,}.*[a-z]{3,}.*[a-z]{3,}.*[a-z]{3,}.*[.!]$", text[:200])


def _field(lines: Sequence[Line], block: Sequence[_Piece], country: str) -> Field | None:
    texts = [piece.text.strip(EDGE) for piece in block]
    texts = [text[:-1].rstrip(EDGE) if text.endswith(".") and n + 1 < len(texts) and len(text.split()[-1]) > 4 else text for n, text in enumerate(texts)]
    printed = ", ".join(text for text in texts if text)
    if not printed:
        return None
    points = sum(piece.points for piece in block)
    code = any(piece.code for piece in block)
    opens = any(piece.opens for piece in block)
    strength, rule = (0.86, "street and code") if code and opens else (0.75, "code") if code else (0.7, "street") if opens else (0.55, "place")
    if any(piece.labelled for piece in block):
        strength += 0.04
    if points < 4:
        strength -= 0.1
    spans = [Span(piece.line, piece.start, piece.end) for piece in block]
    claimed = [Span(piece.line, piece.label_start, piece.end) for piece in block]
    claimed += _label_lines(lines, block)
    detail = parse_address(printed, country)
    return make_field(lines, "addresses", printed, printed, rule, strength, spans, claimed, detail)


def _label_lines(lines: Sequence[Line], block: Sequence[_Piece]) -> Iterator[Span]:
    """Lines that are nothing but the address's label: "Address:", "Head Office"."""
    taken = {piece.line for piece in block}
    first = block[0].box
    whole = enclosing_box(piece.box for piece in block)
    for index, line in enumerate(lines):
        text = line.text.strip(" :.-")
        if index in taken or not 2 < len(text) < 28:
            continue
        if _is_label(text) and (below(line.box, first, 1.0) or beside(line.box, first, 6.0) or below(line.box, whole, 1.0)):
            yield Span(index, 0, len(line.text))


# ---------------------------------------------------------------- parts


def parse_address(printed: str, country: str = "") -> Address:
    """The parts of an address printed in one line; ``country`` (alpha-2) where the card itself tells it."""
    parts = [part.strip() for part in printed.split(",") if part.strip()]
    code = city = region = street = ""
    named = places.country_in(parts[-1]) if parts else ""
    rest = list(parts)
    if named and len(parts) > 1:
        words = parts[-1].split()
        kept = next((" ".join(words[:-n]) for n in range(min(4, len(words)), 0, -1) if places.country_in(" ".join(words[-n:])) and len(words) >= n), "")
        rest = [*parts[:-1], kept.strip(" .-–")] if kept.strip(" .-–") else parts[:-1]
    for number, part in enumerate(rest):
        found = _code_and_city(part)
        if found:
            code, beside_code, state, before = found
            region = state
            if beside_code:
                city = beside_code
            elif number:
                city = rest[number - 1]
            street = ", ".join([*rest[: number - (0 if beside_code or not number else 1)], *([before] if before else [])])
            if not street and number + 1 < len(rest):  # town first, then the street
                street = ", ".join(rest[number + 1 :])
            break
    if not code and rest:
        cities = [n for n, part in enumerate(rest) if places.is_city(re.sub(r"[\d.\-–]+$", "", part).strip())]
        if cities:
            n = cities[-1]
            city = re.sub(r"[\s\d.\-–]+$", "", rest[n]).strip()
            street = ", ".join(rest[:n]) or ", ".join(rest[n + 1 :])
            region = ", ".join(rest[n + 1 :]) if rest[:n] else ""
        elif any(c.isdigit() for c in rest[0]):
            street = rest[0]
    city = city.strip(" ,.-–")
    prefix = re.match(r"(PL|CH|CZ|SK|A|B|D|F|I|L)-?\d", code)
    told = {"A": "AT", "B": "BE", "D": "DE", "F": "FR", "I": "IT", "L": "LU"}.get(prefix[1], prefix[1]) if prefix else ""
    homes = places.countries_of_city(re.sub(r"\s\d+$", "", city))
    where = country if country in homes or not homes or len(homes) > 1 else homes[0]
    return Address(printed, street.strip(" ,"), code, city, region.strip(" ."), named or told or where)


def _code_and_city(part: str) -> tuple[str, str, str, str] | None:
    """(postal code, town, state, what stands before) of "00-001 Warszawa", "San Diego, CA 92101", "Hyderabad - 500 004"."""
    found = re.search(r"(?<![\w\-])((?:[A-Z]{1,2}-)?\d{2}-\d{3}|\d{4}-\d{3}|(?:CH|A|B|D|F|I|L|CZ|SK)-?\d{4,5}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|\d{4,5})\s+([^\W\d_][^\d]{1,40}(?:\s\d{1,2})?)$", part)
    if found:
        before = part[: found.start()].strip(" -–|·")
        return found.group(1), re.split(r"\s[-–|·]\s?", found.group(2))[0].strip(), "", before
    found = re.search(r"^(.*?)[\s,]*\b([A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\.?\s?(\d{5}(?:-\d{4})?)\.?$", part)
    if found and (found.group(2) in _upper_states() or _pattern("state").fullmatch(_fold(found.group(2)))):
        return found.group(3), found.group(1).strip(), found.group(2), ""
    found = re.search(r"^(.*?)[\s,]*\b(NSW|VIC|QLD|SA|WA|TAS|NT|ACT|[A-Z][a-z]+ Australia)\s(\d{4})$", part)
    if found:
        return found.group(3), found.group(1).strip(), found.group(2), ""
    found = re.search(r"^(.*?)\s?-\s?([A-Z]{2})\s?-\s?(?:CEP:?\s?)?(\d{5}-\d{3})$", part)
    if found:
        return found.group(3), found.group(1).strip(), found.group(2), ""
    found = re.search(r"([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$", part)
    if found:
        return found.group(1), part[: found.start()].strip(), "", ""
    found = re.search(r"^(.*?[^\W\d_]{3}\.?)[\s\-–.:]*((?:\d{3}-\d{4})|\d{5}-\d{3}|\d{3} ?\d{3})\.?(.*)$", part)
    if found:
        return found.group(2), found.group(1).strip(" -–"), found.group(3).strip(" .()"), ""
    return None
