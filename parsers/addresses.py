"""Postal addresses: lines that look like one, gathered by where they stand.

Every free piece of a line is weighed (``address_points``). Pieces under each other in one column, of one
size, make one address, until a label, a gap or a finished address before them says that the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median

from rapidfuzz.distance import Levenshtein

from parsers import places, repair
from parsers.address_letters import MARKS, address_repairs, jalan
from parsers.address_parts import parse_address
from parsers.address_points import (
    CODE,
    STREET,
    SUBPARTS,
    has_legal_form,
    read_address,
    states,
    words_of,
)
from parsers.companies import is_branch, read_company
from parsers.contact import Field, Span
from parsers.job_titles import read_post
from parsers.layout import aligned, alike_in_size, below, beside, make_field
from parsers.lines import Box, Hints, Line, enclosing_box
from parsers.names import given_names, surnames
from parsers.words import fold_in_place, squeeze, tokens, word_list

MAX_LINE = 400
SEED = 2.5  # points that start an address
JOINS = 1.0  # that join one
SURE_PLACE = 4.0  # that make an address without a street's number or a code
WITHIN = -2.0  # that a piece may have between two sure ones
SAME_LINE = 0.8  # pieces of so many points on one line, parted by a bar or a bullet, are one
WIDE_GAP = 2.5  # in heights: words of a line further apart do not belong together
LINE_GAP = 0.9  # in heights: the widest gap between lines of one address
EDGE = " \t,;:|/\\-–—_*•·●■▪►<>=~"
SEPARATORS = re.compile(r"\s{2,}|\s*[|•·●■▪►;]+\s*")
# A Polish postal code with letters for digits, before its town: "3l-123 Kraków".
MISREAD_CODE = re.compile(
    r"(?<![\w\-])(?:(?=\S{0,5}\d)[\dOoQlI|]{2}-[\dOoQlI|]{3}|(?=\S{0,4}\d{2})[\dOoIl]{5})(?=\s+[A-ZŁŚŻŹĆ][^\W\d_])"
)
# "Showroom: ", "Loja 2: ", "Unit - II : "
COLON_LABEL = re.compile(
    r"^([^\W\d_][^\d:,]{1,40}?(?:\s?(?:n[ro°º]\.?|#|-|–)?\s?\d{1,2})?)\s?[:：]\s{0,2}(?=\S)"
)
NO_LABEL = re.compile(r"(?i)\b(?:plot|flat|block|shop|no|sector|opp|box)\b")
POLISH_STREET = re.compile(r"(?<!\w)(?:ul|u1|al|pl|os)\.\s?(?=\w)|(?<!\w)(?:ulica|aleja|rynek|plac)\s(?=\w)")
VILLAGE = re.compile(r"[A-ZŁŚŻŹĆ][^\W\d_]+ (?:k\. )?[A-ZŁŚŻŹĆ][^\W\d_]+,")
IN_A_TOWN = re.compile(r"we? [A-ZŁŚŻŹĆ][^\W\d_]+(?:[ -][A-ZŁŚŻŹĆ][^\W\d_]+)?")
FORM_BEFORE_NUMBER = re.compile(
    r"(?i)\b(?:inc|llc|l\.l\.c|ltd|limited|gmbh|corp|corporation|llp|plc|s\.a|s\.r\.o|o\.\s?o)\b\.?,?\s+(?=\d)"
)
CUT_PHONE = re.compile(r"(?i),\s?(?:tel|t[ée]l[ée]fono?|phone|ph|fax|faks|kom|mob)\b[.:\s]*[\d\s]{0,6}$")
NAMES_STREET = re.compile(r"\s(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Hill|Row|Way)\b")  # "Factory Road 12"
HOUSE_AND_STREET = re.compile(r"\d[\w/\-]*,?\s+[^\W\d_]{2}")
POST_OFFICE_BOX = re.compile(r"(?i)post office box\b")
LABEL_WORDS = 3  # at most, of a label that no list has
OFFICES = frozenset({"office", "branch", "oddzial", "filia", "buro"})
SENTENCE = re.compile(r"(?:[a-z]{3,}\W{1,3}){4,12}[.!]$")
# The chance that an address is right, by what it is made of.
STRENGTH = {"street and code": 0.86, "code": 0.75, "street": 0.7, "place": 0.55}


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a line that may belong to an address.

    A label before it is no part of it: ``label_start`` is where that begins. ``box`` is the piece's own
    place, ``whole`` its line's: what is centred is the line. The rest is as in ``AddressReading``.
    """

    line: int
    label_start: int
    start: int
    end: int
    text: str
    box: Box
    whole: Box
    points: float
    labelled: bool
    opens: bool
    closes: bool
    code: bool
    complete: bool


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every postal address of the card, in reading order."""
    pieces = [
        piece for n, line in enumerate(lines) if len(line.text) <= MAX_LINE for piece in _pieces(line, n)
    ]
    pieces = _with_outer_labels(pieces, lines)
    # Streets without numbers, "Delta Tower / Long Road / Nairobi", only where nothing surer is found.
    blocks = list(_blocks(pieces, SEED)) or [
        b for b in _blocks(pieces, JOINS) if len(b) > 1 and _points(b) >= 3
    ]
    countries = hints.countries or places.countries_on(line.text for line in lines)
    country = countries[0] if countries else ""
    fields = [_field(lines, block, country) for block in blocks]
    # A town alone is an address only where no fuller one stands: it may be part of a logo.
    full = [f for f, block in zip(fields, blocks, strict=True) if f.rule != "place" or _is_sure_place(block)]
    return tuple(full or fields or (_field(lines, [town], country) for town in _towns_alone(pieces)))


def _is_sure_place(block: Sequence[_Piece]) -> bool:
    """Whether streetless pieces are an address beside others: "Above Sai Medical, Dist. Satara"."""
    return _points(block) >= SURE_PLACE or (block[0].labelled and _points(block) >= SEED)


def _towns_alone(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The one line that is a town and its state or country, or a town in small type; none if several are."""
    typical = median([piece.box.height for piece in pieces] or [0.0])
    found = []
    for piece in pieces:
        parts = SUBPARTS.split(piece.text.strip(EDGE + "."))
        town, region = parts[0], parts[1] if len(parts) == 2 else ""
        if not town[:1].isupper() or any(char.isdigit() for char in piece.text) or len(parts) > 2:
            continue
        if read_post(town).heads:  # "Regional Manager, Poland"
            continue
        named = any(word in given_names() or word in surnames() for word in tokens(town))
        state = region in states() or words_of("state").fullmatch(fold_in_place(region))
        if region and (state or places.country_in(region)) and (places.is_city(town) or not named):
            found.append(piece)
        elif region or named or town.isupper():  # capitals head a column
            continue
        elif len(parts) == 1 and places.is_city(town) and piece.box.height <= typical:
            found.append(piece)
    return found if len(found) == 1 else []


# ---------------------------------------------------------------- pieces


def _pieces(line: Line, index: int) -> list[_Piece]:
    """The free pieces of a line; two that only a bar parts, and that both look it, are one."""
    text = jalan(MISREAD_CODE.sub(lambda code: repair.digits_for_letters(code[0]), repair.plain(line.text)))
    found: list[_Piece] = []
    for start, end in _free_runs(line, text):
        piece = _piece(line, index, text, start, end)
        if piece is None:
            continue
        if found and not piece.labelled and min(found[-1].points, piece.points) >= SAME_LINE:
            before = found[-1]
            claimed_between = re.search(r"\s{3,}", text[before.end : piece.start])
            joint = None if claimed_between else _piece(line, index, text, before.label_start, piece.end)
            if joint:
                found[-1] = replace(
                    joint,
                    points=before.points + piece.points,
                    opens=before.opens,
                    closes=piece.closes,
                    code=before.code or piece.code,
                    complete=before.complete or piece.complete,
                )
                continue
        found.append(piece)
    return found


def _free_runs(line: Line, text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a line between claimed text, separators and wide gaps."""
    cuts = [match.span() for match in SEPARATORS.finditer(text)]
    # "Box 4, 901 08 Umeå Besök: Storgatan 7" is two addresses.
    labels = (
        match.start()
        for match in words_of("label").finditer(fold_in_place(text))
        if text[match.end() :][:1] == ":"
    )
    cuts += [(start, start) for start in labels if text[start - 1 : start] == " "]
    offset, last = 0, None
    for word in line.words:
        if word.text.strip():
            if last and word.box.left - last.right > WIDE_GAP * max(last.height, word.box.height):
                cuts.append((offset, offset))
            last = word.box
        offset += len(word.text) + 1
    start = 0
    for left, right in [*sorted(cuts), (len(text), len(text))]:
        if left > start:
            yield start, left
        start = max(start, right)


def _piece(line: Line, index: int, text: str, start: int, end: int) -> _Piece | None:
    while start < end and text[start] in EDGE + ".)":
        start += 1
    if cut := CUT_PHONE.search(text, start, end):
        end = cut.start()
    while end > start and text[end - 1] in EDGE:
        end -= 1
    if end - start < 2 or not any(c.isalnum() for c in text[start:end]):
        return None
    label_start = start
    start += _label_end(text[start:end])
    labelled = start > label_start
    while start < end and text[start] in EDGE + ".":
        start += 1
    start = _past_company(text, start, end)
    if start >= end:
        return None
    reading = read_address(text[start:end], text[end : end + 1] == ",")
    bonus = 0.5 if labelled and reading.points > 0 and start - label_start > 3 else 0.0
    return _Piece(
        line=index,
        label_start=label_start if labelled else start,
        start=start,
        end=end,
        text=text[start:end],
        box=line.box_between(start, end),
        whole=line.box,
        points=reading.points + bonus,
        labelled=labelled,
        opens=reading.opens,
        closes=reading.closes,
        code=reading.code,
        complete=reading.complete,
    )


@lru_cache(maxsize=2048)
def _label_end(text: str) -> int:
    """Where a label such as "Head Office:" or "TOKYO:" at the start of ``text`` ends; 0 if none."""
    if is_branch(text) or POST_OFFICE_BOX.match(text):
        return 0
    folded = fold_in_place(text)
    if town := _town_ahead(text):
        return town
    known = words_of("label").match(folded)
    colon = COLON_LABEL.match(text)
    if colon and not NO_LABEL.search(colon[1]) and (known or len(colon[1].split()) <= LABEL_WORDS):
        return colon.end()
    if known and known.end() < len(text):
        end = known.end()
        behind = re.compile(r"[ .:\-&]*").match(text, end)
        second = words_of("label").match(folded, behind.end() if behind else end)
        if second and second.end() < len(text):
            end = second.end()
        word = text[:end].strip()
        if (
            text[end : end + 2].strip()[:1] in (":", "-")
            or " " in word
            or word.endswith(".")
            or (len(word) >= 7 and not NAMES_STREET.match(text, end))
        ):
            return len(text) - len(text[end:].lstrip(" :.-–\t"))
    words = text.split()
    if len(words) > 2 and squeeze(f"{words[0]}{words[1]}").isalpha():  # "Head Ofice 12, Long Street"
        flat = squeeze(f"{words[0]}{words[1]}")
        if any(
            len(label) > 8 and Levenshtein.distance(flat, label, score_cutoff=1) <= 1
            for label in map(squeeze, word_list("address_words.txt", "label"))
        ):
            return len(text) - len(text.split(None, 2)[-1])
    for count in (2, 3):  # "Vietnam Office Long Street 5"
        if len(words) > count and fold_in_place(words[count - 1]).rstrip(":.") in OFFICES:
            rest = text.split(None, count)[-1]
            name = " ".join(words[: count - 1])
            if any(char.isdigit() for char in name):  # "12 Lakeside Office Plaza"
                continue
            room = fold_in_place(words[count - 1]) == "office" and re.match(r"#|\d|no\b", rest, re.IGNORECASE)
            place = places.is_city(name) or places.country_in(name) != ""
            if place or (not room and "," not in name and read_address(rest, False).points >= SEED):
                return len(text) - len(rest)
    return 0


def _town_ahead(text: str) -> int:
    """Where a town that heads its office's address ends, for the address names it again further on.

    "Bendigo Level 2, 3 Long St, Bendigo VIC 3550"; but "Bendigo Road 4, Bendigo" has a street of that name,
    and "Kamionka 40, 08-100 Kamionka" has none.
    """
    words = text.split()
    for count in (1, 2, 3):
        if len(words) <= count + 2:
            break
        name, rest = " ".join(words[:count]), text.split(None, count)[-1]
        again = re.search(rf"(?<=[\s,]){re.escape(name)}(?![^\W_])", rest)
        if again is None or not name[0].isupper() or any(c.isdigit() for c in name):
            continue
        unit = words_of("unit").match(fold_in_place(rest))
        begins = HOUSE_AND_STREET.match(rest) or POLISH_STREET.match(fold_in_place(rest)) or unit
        building = words_of("building").match(fold_in_place(rest))
        if begins and not building and "," in rest[: again.start()]:
            return len(text) - len(rest)
    return 0


def _past_company(text: str, start: int, end: int) -> int:
    """Where the address begins behind a company's name, or other words, on the same line."""
    part = text[start:end]
    if before_number := FORM_BEFORE_NUMBER.search(part):  # "Acme, Inc. 88 Long Street"
        return start + before_number.end()
    cut = position = 0
    for match in SUBPARTS.finditer(part):
        if has_legal_form(part[position : match.start()]):
            cut = match.end()
        position = match.end()
    if cut:
        return start + cut
    street = POLISH_STREET.search(fold_in_place(part))
    if street and street.start() > 3:
        before = part[: street.start()].rstrip(" ,-–|")
        building = words_of("building").search(fold_in_place(before))
        if len(before.split()) > 1 and not building and read_address(before, False).points < 0.5:
            village = VILLAGE.fullmatch(part[: street.start()].strip())
            if not (village and not start and _is_place_like(before)):
                return start + street.start()
    return start


def _is_place_like(text: str) -> bool:
    """Whether two words before a street are rather a village ("Kamień Dolny") than a firm or a person."""
    read = read_company(text)
    words = tokens(text)
    return not (read.kinds or read.trades or read.marked or set(words) & given_names())


def _with_outer_labels(pieces: Sequence[_Piece], lines: Sequence[Line]) -> list[_Piece]:
    """The pieces, labelled where a short line to the left on the same printed line names an office or a town,
    or where a line above the piece is nothing but a label.

    Boxes of lines at a slant overlap: a label is that of the piece nearest to its own height.
    """
    labelled: set[int] = set()
    for index, line in enumerate(lines):
        name, box = line.text.strip(" :."), line.box
        if not 2 < len(name) < 28 or any(c.isdigit() for c in name):
            continue
        if not words_of("label").search(fold_in_place(name)) and not places.is_city(name):
            continue
        right = [
            number
            for number, piece in enumerate(pieces)
            if piece.line != index
            and piece.points >= JOINS
            and beside(box, piece.box, 6.0)
            and box.right < piece.box.left + piece.box.height
        ]
        if right:
            labelled.add(min(right, key=lambda n: abs(pieces[n].box.center[1] - box.center[1])))
        elif _is_label(line.text) and not is_branch(line.text):
            under = [
                number
                for number, piece in enumerate(pieces)
                if piece.line != index and piece.points > WITHIN - 0.5 and _heads_column(line, piece)
            ]
            labelled |= set(sorted(under, key=lambda n: pieces[n].box.top)[:1])
    return [replace(piece, labelled=True) if n in labelled else piece for n, piece in enumerate(pieces)]


def _heads_column(line: Line, piece: _Piece) -> bool:
    return below(line.box, piece.box, LINE_GAP) and aligned(line.box, piece.box, 1.2)


# ---------------------------------------------------------------- blocks


def _blocks(pieces: Sequence[_Piece], least: float) -> Iterator[list[_Piece]]:
    """Pieces gathered into addresses around those of ``least`` points, top to bottom."""
    free = sorted((p for p in pieces if p.points > WITHIN - 0.5), key=lambda p: (p.box.center[1], p.box.left))
    blocks: list[list[_Piece]] = []
    for seed in [piece for piece in free if piece.points >= least]:
        if seed not in free:
            continue
        block = [seed]
        free.remove(seed)
        _grow(block, free, downwards=True)
        _grow(block, free, downwards=False)
        blocks.append(block)
    yield from (
        block for block in sorted(blocks, key=lambda b: (b[0].box.top, b[0].box.left)) if _enough(block)
    )


def _grow(block: list[_Piece], free: list[_Piece], downwards: bool) -> None:
    """Move the pieces under (or above) ``block`` that belong to the same address from ``free`` into it."""
    while True:
        edge = block[-1] if downwards else block[0]
        near = [
            piece for piece in free if (_in_column(edge, piece) if downwards else _in_column(piece, edge))
        ]
        if not near:
            return
        piece = min(near, key=lambda p: abs(p.box.center[1] - edge.box.center[1]))
        if not (_goes_below(block, piece, free) if downwards else _goes_above(block, piece)):
            return
        block.insert(len(block) if downwards else 0, piece)
        free.remove(piece)


def _goes_below(block: Sequence[_Piece], piece: _Piece, free: Sequence[_Piece]) -> bool:
    """Whether ``piece`` carries on the address above it."""
    edge = block[-1]
    if piece.labelled or _is_label(piece.text) or is_branch(piece.text) or _parts_two(edge, piece):
        return False
    if _is_whole(block) and not (piece.points >= JOINS and not _begins_another(piece, free)):
        return False
    if edge.closes and places.country_in(edge.text) and places.country_in(piece.text):
        return False
    if piece.points >= JOINS:
        return True
    # A weak line belongs where the address goes on below it.
    if not _may_be_weak(piece) or (edge.closes and not edge.text.endswith(",")):
        return False
    return any(
        p is not piece and p.points >= SEED and (p.closes or p.code) and _in_column(piece, p) for p in free
    )


def _goes_above(block: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether ``piece`` is the line before the address's first so far, no company or heading."""
    edge = block[0]
    if edge.labelled or _is_label(piece.text) or is_branch(piece.text):
        return False
    if _parts_two(piece, edge) or _heads(piece, block):
        return False
    number = any(c.isdigit() for c in piece.text)
    if piece.points < JOINS:
        # A town with its code and no street yet: the line above with a number is the street.
        streetless = any(p.code for p in block) and not any(p.opens for p in block)
        if not (streetless and number and _may_be_weak(piece)):
            return False
    read = read_company(piece.text)
    if has_legal_form(piece.text) or (read.unit and piece.points < SEED):
        return False
    begun = edge.opens or any(c.isdigit() for c in edge.text)
    if begun and read.trades and not piece.opens and not number and "," not in piece.text:
        return False  # "Saint Ann Medical Centre" over "Room 5, ..." is a firm, for all its building word
    if piece.opens or piece.code or piece.points >= SEED:
        return True
    same_case = edge.code or piece.text.isupper() == edge.text.isupper()
    return (same_case or number) and alike_in_size(piece.box, edge.box, 1.3)


def _in_column(upper: _Piece, lower: _Piece) -> bool:
    """Whether two pieces are lines of one block: one under the other, in line, of one size."""
    if not below(upper.box, lower.box, LINE_GAP) or not alike_in_size(upper.box, lower.box, 1.5):
        return False
    return aligned(upper.box, lower.box, 1.2) or aligned(upper.whole, lower.whole, 1.2)


def _parts_two(upper: _Piece, lower: _Piece) -> bool:
    """Whether ``upper`` ends one address and ``lower`` begins another."""
    streets = [POLISH_STREET.match(fold_in_place(piece.text)) for piece in (upper, lower)]
    if all(streets) and upper.text.count(",") == lower.text.count(",") == 1:
        return True  # "ul. Krótka 3, Łowicz" over "ul. Długa 41, Łowicz"
    if upper.complete and lower.complete:  # one office a line
        return True
    return upper.closes and lower.opens and not upper.text.rstrip().endswith(",")


def _is_whole(block: Sequence[_Piece]) -> bool:
    """Whether a street and a code are there: at most a region or country follows.

    The digits of a code look like a house number, so that on one line both must weigh.
    """
    street = any(piece.opens and (not piece.code or piece.points >= CODE + STREET) for piece in block)
    return street and any(piece.code for piece in block)


def _begins_another(piece: _Piece, free: Sequence[_Piece]) -> bool:
    """Whether ``piece`` below a whole address has a code of its own, or is a street with one below it."""
    return piece.code or (piece.opens and any(p.code and _in_column(piece, p) for p in free))


def _may_be_weak(piece: _Piece) -> bool:
    in_brackets = piece.text.startswith("(") and piece.text.endswith(")")  # "(A unit of Acme Trust)"
    return (
        piece.points >= WITHIN
        and len(piece.text) <= 60
        and not has_legal_form(piece.text)
        and not in_brackets
    )


def _is_label(text: str) -> bool:
    """Whether a line is nothing but the label of an address: "Head Office", "Biuro Poznań:"."""
    text = text.strip(" :.-")
    label = words_of("label").match(fold_in_place(text))
    if not label or any(c.isdigit() for c in text):
        return False
    rest = text[label.end() :].strip(" :.-")
    if not rest or places.is_city(rest) or places.country_in(rest) != "":
        return True
    return IN_A_TOWN.fullmatch(rest) is not None  # Polish declines it: "Biuro w Siedlcach"


def _heads(piece: _Piece, block: Sequence[_Piece]) -> bool:
    """Whether a town above an address only heads it, because the address names the town itself."""
    name = fold_in_place(piece.text.strip(EDGE + "."))
    if piece.opens or piece.code or not places.is_city(name):
        return False
    return any(name in fold_in_place(other.text) for other in block)


def _points(block: Sequence[_Piece]) -> float:
    return sum(piece.points for piece in block)


def _enough(block: Sequence[_Piece]) -> bool:
    """Whether the pieces make an address: a code, a street with a number, a town with its country."""
    text = ", ".join(piece.text for piece in block)
    points = _points(block)
    if any(piece.code for piece in block) and points >= 3.0:
        return True
    if any(c.isdigit() for c in text) and any(piece.opens for piece in block) and points >= 2.9:
        return True
    return points >= SEED and any(c in text for c in ",-") and not SENTENCE.search(text[:200])


# ---------------------------------------------------------------- fields


def _field(lines: Sequence[Line], block: Sequence[_Piece], country: str) -> Field:
    texts = [piece.text.strip(EDGE) for piece in block]
    for n, text in enumerate(texts[:-1]):  # the full stop of a whole word, not of an abbreviation
        if text.endswith(".") and len(text.split()[-1]) > 4:
            texts[n] = text[:-1].rstrip(EDGE)
    printed = ", ".join(text for text in texts if text)
    marked = any(not MARKS.isdisjoint(line.text) for line in lines)
    printed, mended = repair.apply(printed, address_repairs(printed, marked))
    code, street = any(piece.code for piece in block), any(piece.opens for piece in block)
    rule = "street and code" if code and street else "code" if code else "street" if street else "place"
    strength = STRENGTH[rule]
    strength += 0.04 if any(piece.labelled for piece in block) else 0.0
    strength -= 0.1 if _points(block) < 4 else 0.0
    spans = [Span(piece.line, piece.start, piece.end) for piece in block]
    claimed = [Span(piece.line, piece.label_start, piece.end) for piece in block]
    claimed += _label_lines(lines, block)
    read = [repair.plain(lines[piece.line].text)[piece.start : piece.end] for piece in block]
    streets = list(map(jalan, read))
    repairs = (
        *(("street",) if streets != read else ()),
        *(("digits for letters",) if streets != [piece.text for piece in block] else ()),
        *mended,
    )
    detail = parse_address(printed, country)
    return make_field(lines, "addresses", printed, printed, rule, strength, spans, claimed, detail, repairs)


def _label_lines(lines: Sequence[Line], block: Sequence[_Piece]) -> Iterator[Span]:
    """Lines that are nothing but the address's label."""
    taken = {piece.line for piece in block}
    first = block[0].box
    whole = enclosing_box(piece.box for piece in block)
    for index, line in enumerate(lines):
        if index in taken or not 2 < len(line.text.strip()) < 28:
            continue
        if not _is_label(line.text) or is_branch(line.text):
            continue
        if below(line.box, first) or below(line.box, whole) or beside(line.box, first, 6.0):
            yield Span(index, 0, len(line.text))
