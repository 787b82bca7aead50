"""How much a piece of text looks like part of a postal address, and which part.

Points are given for what addresses are made of and taken for what they are not. Their sizes are
judgement, checked on cards: what can hardly be anything else (a postal code before a town, a street
word with a number) is worth 3, what may be something else 1 to 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers import places
from parsers.companies import legal_form_at_end, legal_form_inside, read_company
from parsers.words import fold, fold_in_place, sections, word_list

WORDS = "address_words.txt"
CODE = STREET = POST_BOX = 3.0
UNIT = 2.5  # "Suite 120", "3rd Floor"
PLOT = NEAR = JAPANESE_WARD = AMBIGUOUS_STREET = 2.0
COUNTRY = STATE = SHORT_CODE = 1.5
LOCALITY = BUILDING_NUMBERED = 1.4
HOUSE_FIRST = BARE_STREET = NUMBER_AT_END = 1.2
CITY = HOUSE_LAST = STATE_NAME = BUILDING = 1.0
AMBIGUOUS_UNIT = 0.8
SURE_TO_OPEN = 2.5  # a street or unit of so many points begins an address

SUBPARTS = re.compile(r"\s*[,|•·;]\s*|\s+[-–]\s*|\s*[-–]\s+")
_NUMBER = r"\d{1,4}\s?[A-Za-z]?(?:\s?[/\-]\s?\d{1,4}[A-Za-z]?)?"
_HOUSE_FIRST = re.compile(r"^#?\s?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?(?:\s?,\s?|\s+)[^\W\d_]")
_HOUSE_LAST = re.compile(rf"[^\W\d_]{{3,}}[.,]?\s+(?:n[°ºr]?\.?\s?)?{_NUMBER}[.,]?$")
# "6-3-639/40", "#49", "A1-11, ...": plots and flats as India, Japan and Singapore number them.
_PLOT = re.compile(
    r"(?:^|[\s,#(])(?:[A-Z]{1,2}[-/ ]?)?\d{1,4}(?:[-/]\d{1,5}[A-Z]?){2,6}\b"
    r"|#\s?\d|^[A-Z]{1,2}-?\d{1,4}(?:-\d{1,4})?,|#\d{1,3}-\d{1,3}"
)
_WARD = re.compile(r"[^\W\d_]{2,}-(?:ku|cho|shi|ken|machi|chome|gun|to|fu|son|minami)\b", re.IGNORECASE)
_SHORT_CODE = re.compile(r"[^\W\d_]{4,}\s?[-–]\s?\d{1,2}\s?\.?$")  # "Hyderabad - 44"
_STATE_AT_END = re.compile(r"(?:,|\s)\s?([A-Z]{2})\.?,?(?:\s\d{4,5}(?:-\d{4})?\.?)?$")
_TOWN_AND_NUMBER = re.compile(r"[A-Z][^\d,]{2,40}[\s,.\-]\s?\d{4,6}\.?")
_STATE_AND_CODE = re.compile(r"\b([A-Z]{2})(\d{5})$")  # "New York, NY10001"
_POST_BOX = re.compile(r"(?:p\.?\s?[o0]\.?|post(?:al)?|gpo)\s?box\b")
_FLOOR = re.compile(r"\d(?:st|nd|rd|th)?\s?(?:f|fl|flr|floor)\b")
_NUMBER_BEHIND = re.compile(
    r"\s?[:.#\-]?\s?(?:no\.?|nr\.?|n[°º])?\s?[:.#\-]?\s?(?:[a-z]{1,2}[\-/ ]?)?(?:\d|[ivx]{1,4}\b|[a-z]\b)"
)
_ORDINAL_AHEAD = re.compile(  # in folded text, small letters as readers see them: "2™d", "1º", "4*"
    r"(?:\d\s?(?:st|nd|rd|th|™d?|t|[o°*'\"])?|\b(?:ground|first|second|third|fourth|fifth|[ivx]{1,4}))\s?$"
)
# What follows "rue", "ul.", "Avda.": a name, small words before it allowed.
_STREET_NAME = re.compile(
    r"(?:d[eaiou]s?l?\s|l[ao]s?\s|[ld]['’]|dell['’a]\s?|degli\s|delle\s|von\s|van\s){0,2}"
    r"[A-ZÀ-ÖØ-ÞĀ-Ž0-9\"']"
)
_SMALL_STREET_NAMES = frozenset({"ul", "ulica", "rue", "rua", "calle", "via"})  # may go before a small letter
_UNIT_LETTER = re.compile(
    r"(?i)[,\s]*\b(?:bud|budynek|bl|blok|klatka|hala|block|bldg|building|unit|wing|tower)\b\.?\s?[A-Z]\b"
)
_YEAR = re.compile(r"(?i)\b(?:od|since|est\.?|seit|depuis)\s(?:roku\s)?(?:18|19|20)\d\d\b")  # of foundation
_STATE_LIKE_A_FORM = re.compile(r",\s(?:CO|PA|SC)\b(?=$|,|\s\d)")  # "Salida, CO" is in Colorado
_ROOM = re.compile(r"\b(?:pok|pokoj|room|zimmer)\b")
_HOURS = re.compile(
    r"\b24\s?(?:h|/7|hrs?|godz)\b|\b(?:pn|pon|wt|sr|czw|pt|sob|sb|mon|tue|wed|thu|fri|sat|sun)\.?\s?[-–]?\s?"
    r"(?:(?:pn|pon|wt|sr|czw|pt|sob|sb|nd|niedz|mon|tue|wed|thu|fri|sat|sun)\.?)?\s\d"
)
_LLC = re.compile(r"(?i)\bl\.?\s?l\.?\s?c\b")  # readers lose its full stops
_SHORT_COUNTRIES = ("USA", "UK", "UAE", "U.S.A", "U.K", "U.A.E")


@dataclass(frozen=True, slots=True)
class AddressReading:
    """``opens``: it can begin an address (street, house number, floor); ``closes``: it can end one
    (postal code or country at its end); ``code``: a postal code stands in it.
    """

    points: float
    opens: bool
    closes: bool
    code: bool


@lru_cache(maxsize=4096)
def read_address(text: str, goes_on: bool) -> AddressReading:
    """Weigh ``text``; ``goes_on`` says that a comma stood behind it."""
    folded = fold_in_place(text)
    number = any(char.isdigit() for char in text)
    code, code_last = _has_code(text)
    country = country_at_end(text)
    street, unit = _street_points(text, folded, number), _unit_points(folded)
    plot = PLOT if _PLOT.search(text) else 0.0
    near = _is_near(text, folded)
    parts = [part.strip(" .()0123456789") for part in SUBPARTS.split(text)]
    cities = sum(1 for part in parts if part[:1].isupper() and places.is_city(part))
    house_first = _HOUSE_FIRST.match(text) is not None
    house_last = not house_first and _HOUSE_LAST.search(text) is not None
    short_code = _SHORT_CODE.search(text) is not None
    points = sum(
        (
            CODE * code,
            street,
            unit,
            plot,
            JAPANESE_WARD * (_WARD.search(text) is not None),
            _locality_points(folded),
            NEAR * near,
            _building_points(text, folded, number or goes_on),
            COUNTRY * bool(country),
            _state_points(text, folded),
            _city_points(text, parts, cities, number, goes_on),
            SHORT_CODE * (short_code and (cities > 0 or "," in text)),
            HOUSE_FIRST * house_first,
            HOUSE_LAST * house_last,
            0.5 * (goes_on and text[:1].isupper()),
            0.4 * (len(parts) >= 2 and all(part[:1].isupper() or not part for part in parts)),
            NUMBER_AT_END * (not code and _TOWN_AND_NUMBER.fullmatch(text) is not None),
            -_penalty(text, folded, number, code or near),
        )
    )
    opens = max(street, unit) >= SURE_TO_OPEN or plot > 0 or house_first or (house_last and not code)
    return AddressReading(points, opens, code_last or bool(country) or short_code, code)


def has_legal_form(text: str) -> bool:
    text = _STATE_LIKE_A_FORM.sub("", _UNIT_LETTER.sub("", text))  # "bud. C" is no "& C."
    return legal_form_inside(text) or legal_form_at_end(text) >= 0 or _LLC.search(text) is not None


def country_at_end(text: str) -> str:
    """The country named at the end of ``text``; "in" and "to" are not India and Tonga."""
    country = places.country_in(text)
    words = text.split()
    if country and len(words[-1].strip(" .)(")) <= 3 and not text.strip(" .)(,").endswith(_SHORT_COUNTRIES):
        return ""
    return country


@cache
def words_of(section: str) -> re.Pattern[str]:
    """One pattern of all words of a section, for folded text; their full stops are optional."""
    entries = sorted({fold(entry) for entry in sections(WORDS)[section]}, key=len, reverse=True)
    parts = (
        re.escape(entry.rstrip(".")).replace(r"\ ", r"[\s.]{1,2}").replace(r"\.", r"\.?\s?")
        for entry in entries
    )
    return re.compile(r"(?<![^\W_])(?:" + "|".join(parts) + r")(?![^\W\d_])\.?")


@cache
def states() -> frozenset[str]:
    """The two-letter states of the USA."""
    return frozenset(sections(WORDS)["state US"])


def _ambiguous(word: str) -> bool:
    return word in word_list(WORDS, "ambiguous")


# ---------------------------------------------------------------- points


def _street_points(text: str, folded: str, number: bool) -> float:
    endings = _street_ending().search(folded)
    found = [*_streets_before(text, folded, number), *_streets_after(text, folded, number)]
    return max([STREET if endings else 0.0, *found])


def _streets_before(text: str, folded: str, number: bool) -> Iterator[float]:
    """Words that go before the name, as in "ul. Długa" and "rue de la Paix"."""
    for match in words_of("street before").finditer(folded):
        word = match.group().strip(". ")
        following = text[match.end() :].lstrip()
        if not _STREET_NAME.match(following) and not (number and word in _SMALL_STREET_NAMES):
            continue
        if _ambiguous(word):
            dotted = match.group().rstrip().endswith(".")
            small = word in ("av", "ave", "al", "pl", "bd") and text[match.start()].islower()
            if not number or not (dotted or small or following[:1].islower() or match.start() == 0):
                continue
        yield STREET if number else BARE_STREET


def _streets_after(text: str, folded: str, number: bool) -> Iterator[float]:
    """Words that go behind the name: "Long Street", "Queens Rd"."""
    for match in words_of("street after").finditer(folded):
        before, word = text[: match.start()].rstrip(), match.group().strip(". ")
        if not before or before.isdigit() or not (before[-1].isalnum() or before[-1] in ".'"):
            continue
        last = before.split()[-1]
        if word == "st" and (last.isdigit() or folded[: match.start()].endswith("1")):
            continue  # "1 st Floor"
        if not (last[0].isupper() or last[0].isdigit()) and text != text.lower():
            continue
        if _ambiguous(word):
            yield AMBIGUOUS_STREET if number else 0.4
        else:
            yield STREET if number else BARE_STREET


@cache
def _street_ending() -> re.Pattern[str]:
    """One word that ends so and a number: "Bahnhofstraße 3", "Einsteinufer 37"."""
    endings = "|".join(fold(entry) for entry in sections(WORDS)["street ending"])
    return re.compile(rf"(?<!\w)[^\W\d_]{{4,30}}(?:{endings})\.?\s+\d{{1,4}}")


def _unit_points(folded: str) -> float:
    if _POST_BOX.search(folded):
        return POST_BOX
    best = UNIT if _FLOOR.search(folded) else 0.0
    for match in words_of("unit").finditer(folded):
        word = match.group().strip(". ")
        if _NUMBER_BEHIND.match(folded[match.end() :]) or _ORDINAL_AHEAD.search(folded[: match.start()]):
            best = max(best, AMBIGUOUS_UNIT if _ambiguous(word) or len(word) <= 2 else UNIT)
    return best


def _locality_points(folded: str) -> float:
    found = (match.group() for match in words_of("locality").finditer(folded))
    return min(3.0, LOCALITY * sum(len(word) > 3 or word.endswith(".") for word in found))


def _is_near(text: str, folded: str) -> bool:
    """Whether "Opp. Town Hall" or "near the bridge" stands in it: near by, at the start or behind a comma."""
    for match in words_of("near").finditer(folded):
        before = text[: match.start()]
        if not before or (before[-1] in " ,(" and before.rstrip().endswith((",", "(", "-"))):
            return len(text) - match.end() >= 3
    return False


def _building_points(text: str, folded: str, sure: bool) -> float:
    match = next((match for match in words_of("building").finditer(folded) if match.start() > 0), None)
    if match is None or not text[match.start()].isupper():
        return 0.0
    return BUILDING_NUMBERED if sure or "," in text else BUILDING


def _state_points(text: str, folded: str) -> float:
    match = _STATE_AT_END.search(text)
    if match and match.group(1) in states() and ("," in text or not text.isupper()):
        return STATE
    return STATE_NAME if words_of("state").search(folded) else 0.0


def _city_points(text: str, parts: list[str], cities: int, number: bool, goes_on: bool) -> float:
    if cities:
        alone = goes_on and cities == len([part for part in parts if part]) == 1
        return CITY + 0.5 * alone
    return 0.6 if number and places.has_city(text) else 0.0


def _penalty(text: str, folded: str, number: bool, sure: bool) -> float:
    points = 3.0 if has_legal_form(text) else 0.0
    if not sure and words_of("not").search(folded):
        points += 0.7 if number else 2.0
    if text.rstrip().endswith(("!", "?")) or _YEAR.search(text):
        points += 2.0
    if not sure and not text.islower() and sum(word[0].islower() for word in text.split()) >= 4:
        points += 1.5
    if len(text) > 80 and text.count(",") < 2:
        points += 1.0
    if not sure and _HOURS.search(folded):
        points += 2.0
    if not sure and _ROOM.search(folded) and read_company(text).unit:  # "Referat Ochrony Środowiska, pok. 14"
        points += 2.0
    if "%" in text or "@" in text or "www" in folded or "iso " in folded:
        points += 2.0
    return points


# ---------------------------------------------------------------- postal codes


@cache
def _codes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(country, "before" or "after" the town, pattern), as parsers/data/postal_codes.txt has them."""
    found = []
    for header, patterns in sections("postal_codes.txt").items():
        if header:
            country, _, place = header.rpartition(" ")
            found.append((country, place, re.compile(rf"(?<![\w\-/.+]){patterns[0]}(?![\w\-/])")))
    return tuple(found)


def _has_code(text: str) -> tuple[bool, bool]:
    """(whether a postal code with its town stands in ``text``, whether it ends with one)."""
    for country, place, pattern in _codes():
        for match in pattern.finditer(text):
            before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip(" ,")
            if _is_code(country, place, text[: match.start()], after):
                return True, len(after) < 3 and not (country in ("five", "four") and after)
            if country == "IN" and len(match.group()) >= 6 and not before and not after:
                return True, True
    glued = _STATE_AND_CODE.search(text)
    return (True, True) if glued and glued.group(1) in states() else (False, False)


@cache
def _code_label() -> re.Pattern[str]:
    """What says that a postal code follows: "CEP: ", "PIN - "."""
    return re.compile(words_of("code label").pattern + r"[\s:.\-]*$")


def _is_code(country: str, place: str, before: str, after: str) -> bool:
    """Whether digits of a postal code's form are one, by what stands around them."""
    part_before = before.rstrip()
    if _code_label().search(fold_in_place(before)):
        return True
    town_after = after[:1].isupper() and re.match(r"[^\W\d_]{2}", after) is not None
    town_before = re.search(r"[^\W\d_]{2}[.)]?[\s,–\-]*$", part_before) is not None
    if country in ("five", "four"):  # so many things are four or five digits: nothing but a town may follow
        short = len(re.split(r"[,|;]", after)[0].split()) <= 4
        fresh = not part_before or part_before[-1] in ",|-–;("
        return (
            town_after
            and fresh
            and short
            and _street_points(after + " 1", fold_in_place(after) + " 1", True) < 2
        )
    if country == "US five":
        folded = fold_in_place(part_before)
        return part_before[-2:] in states() or (
            re.search(r"[a-z]{4}\.?,?$", part_before) is not None
            and words_of("state").search(folded) is not None
        )
    if country == "AU":
        return town_before and words_of("state").search(fold_in_place(part_before)) is not None
    if country == "IN":
        return re.search(r"[^\W\d_]{3}[.)\s]*[-–,.:\s]\s*$", before) is not None
    if country == "SG":
        return part_before.lower().endswith("singapore")
    if country == "JP" and re.search(r"\d[\s\-]*$", part_before):
        return False
    if place == "before":
        return town_after or (country == "PL" and town_before)
    return town_before or not part_before
