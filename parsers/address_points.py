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
UNIT = TEMPLATE = 2.5  # "Suite 120", "3rd Floor"; "Your City"
COUNTY = 2.2
PLOT = NEAR = JAPANESE_WARD = AMBIGUOUS_STREET = 2.0
COUNTRY = STATE = SHORT_CODE = HOUSE_AND_TOWN = 1.5
LOCALITY = BUILDING_NUMBERED = 1.4
HOUSE_FIRST = BARE_STREET = NUMBER_AT_END = 1.2
CITY = HOUSE_LAST = STATE_NAME = BUILDING = TOWN_WORD = 1.0
AMBIGUOUS_UNIT = 0.8
SURE_TO_OPEN = 2.5  # a street or unit of so many points begins an address

SUBPARTS = re.compile(r"\s*[,|•·;]\s*|\s+[-–]\s*|\s*[-–]\s+")
_NUMBER = r"\d{1,4}\s?[A-Za-z]?(?:\s?[/\-]\s?\d{1,4}[A-Za-z]?)?"
_HOUSE_FIRST = re.compile(
    r"^#?\s?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?(?:\s?,\s?|\s+)"
    r"(?!(?:min|mins|minutes?|km|mi|miles?|metres?|meters?|years?|lat|godz)\b)[^\W\d_]"  # "5 min. from ..."
)
_HOUSE_LAST = re.compile(rf"[^\W\d_]{{3,}}[.,]?\s+(?:n[°ºr]?\.?\s?)?{_NUMBER}[.,]?$")
# "6-3-639/40", "#49", "A1-11, ...": plots and flats as India, Japan and Singapore number them.
_PLOT = re.compile(
    r"(?:^|[\s,#(])(?:[A-Z]{1,2}[-/ ]?)?\d{1,4}(?:[-/]\d{1,5}[A-Z]?){2,6}\b"
    r"|(?<![A-Z])#\s?\d{1,5}(?!\d)|^[A-Z]{1,2}-?\d{1,4}(?:-\d{1,4})?,"  # "MC# 407315" is a licence
)
_WARD = re.compile(r"[^\W\d_]{2,}-(?:ku|cho|shi|ken|machi|chome|gun|to|fu|son|minami)\b", re.IGNORECASE)
_SHORT_CODE = re.compile(r"[^\W\d_]{4,}\s?[-–]\s?\d{1,2}\s?\.?$")  # "Hyderabad - 44"
_STATE_AT_END = re.compile(r"(?:,|\s)\s?([A-Z]{2})\.?,?(?:\s\d{4,5}(?:-\d{4})?\.?)?$")
_TOWN_AND_NUMBER = re.compile(r"[A-Z][^\d,]{2,40}[\s,.\-]\s?\d{4,6}\.?")
_STATE_BEHIND_DASH = re.compile(r"[^\W\d_]{3}\s?[-–/]\s?([A-Z]{2})\.?(?=$|,|\s[-–(])")  # "Lages - SC"
_DISTRICT_AHEAD = re.compile(r"^(?:okr(?:es)?|pow|gm)\b\.?\s?")  # "796 04 okr. Zlín"
_PROVINCE = re.compile(r"[^\W\d_]{3} \([A-Z]{2}\)$")  # "Pienza (SI)"
_YEAR_ALONE = re.compile(r"(?:1[89]|20)\d\d")
_STATE_AND_CODE = re.compile(r"\b([A-Z]{2})(\d{5})$")  # "New York, NY10001"
_COUNTY = re.compile(r",\s(?:Co\.|County)\s[A-Z][^\W\d_]{2,}$")  # of Ireland: "Knockbrack, Co. Clare"
_STANDARD = re.compile(r"\b(?:iso|din|astm|badge)\b[\s#]*\d")  # and the number of an officer
_POST_BOX = re.compile(r"(?:p\.?\s?[o0]\.?|post(?:al)?|gpo)\s?box\b")
_FLOOR = re.compile(r"\d(?:st|nd|rd|th)?\s?(?:f|fl|flr|floor)\b")
_NUMBER_BEHIND = re.compile(
    r"\s?[:.#\-]?\s?(?:no\.?|nr\.?|n[°º])?\s?[:.#\-]?\s?(?:(?:[a-z]{1,2}[\-/ ]?)?\d|[ivx]{1,4}\b|[a-z]\b)"
)
_ORDINAL_AHEAD = re.compile(  # in folded text, small letters as readers see them: "2™d", "1º", "4*"
    r"(?:\d\s?(?:st|nd|rd|th|™d?|t|[o°*'\"])?|\b(?:ground|first|second|third|fourth|fifth|[ivx]{1,4}))\s?$"
)
# What follows "rue", "ul.", "Avda.": a name, small words before it allowed.
_STREET_NAME = re.compile(
    r"(?:d[eaiou]s?l?\s|dei\s|a\s|l[ao]s?\s|[ld]['’]|dell['’ao]\s?|degli\s|delle\s|von\s|van\s){0,2}"
    r"[A-ZÀ-ÖØ-ÞĀ-Ž0-9\"']"
)
_SMALL_STREET_NAMES = frozenset({"ul", "ulica", "rue", "rua", "calle", "via"})  # may go before a small letter
_UNIT_LETTER = re.compile(
    r"(?i)[,\s]*\b(?:bud|budynek|bl|blok|klatka|hala|block|bldg|building|unit|wing|tower|parcel|lot|lote|phase"
    r"|scala|bloco|suite|ste|apt|apartment|flat|room|floor|level)\b\.?\s?[A-Z]\b|\b\d{1,4}-[A-Z]\b"
)
_YEAR = re.compile(r"(?i)\b(?:od|since|est\.?|seit|depuis)\s(?:roku\s)?(?:18|19|20)\d\d\b")  # of foundation
_STATE_LIKE_A_FORM = re.compile(r"(?:,\s|\s?[-–/]\s?)(?:CO|PA|SC)\b(?=$|,|\s\d)")  # "Salida, CO"
_ROOM = re.compile(r"\b(?:pok|pokoj|room|zimmer)\b")
_NO_NUMBER = re.compile(r"\b(?:s/n|b\.n\.|s\.n\.c)(?![a-z])")  # a house without one
_EXTENSION = re.compile(
    r"(?:ramal|ext|extension|wew|wewn|int|poste|durchwahl|dw|klapa|anexo)\b\.?:?\s?\d{1,5}"
)
_HOURS = re.compile(
    r"\b24\s?(?:h|/7|hrs?|godz)\b|\b(?:pn|pon|wt|sr|czw|pt|sob|sb|mon|tue|wed|thu|fri|sat|sun"
    r"|poniedzialek|wtorek|sroda|czwartek|piatek|sobota|monday|tuesday|wednesday|thursday|friday|saturday)"
    r"\.?\s?[-–]?\s?"
    r"(?:(?:pn|pon|wt|sr|czw|pt|sob|sb|nd|niedz|niedziela|mon|tue|wed|thu|fri|sat|sun"
    r"|wtorek|sroda|czwartek|piatek|sobota|tuesday|wednesday|thursday|friday|saturday|sunday)\.?)?\s\d"
)
_LLC = re.compile(r"(?i)\bl\.?\s?l\.?\s?c\b")  # readers lose its full stops
_QUARTERS = frozenset({"NE", "NW", "SE", "SW"})  # of a town in the United States
_SHORT_COUNTRIES = ("USA", "UK", "UAE", "U.S.A", "U.K", "U.A.E")


@dataclass(frozen=True, slots=True)
class AddressReading:
    """``opens``: it can begin an address (street, house number, floor); ``closes``: it can end one
    (postal code or country at its end); ``code``: a postal code stands in it; ``complete``: from the
    street to the town all is there.
    """

    points: float
    opens: bool
    closes: bool
    code: bool
    complete: bool


@lru_cache(maxsize=4096)
def read_address(text: str, goes_on: bool) -> AddressReading:
    """Weigh ``text``; ``goes_on`` says that a comma stood behind it."""
    folded = fold_in_place(text)
    number = any(char.isdigit() for char in text) or _NO_NUMBER.search(folded) is not None
    code, code_last = _has_code(text)
    country = country_at_end(text)
    street, unit = _street_points(text, folded, number), _unit_points(folded)
    plot = PLOT if _PLOT.search(text) else 0.0
    near = _is_near(text, folded)
    parts = [part.strip(" .()0123456789") for part in SUBPARTS.split(text)]
    small = number and text == text.lower()
    cities = sum(1 for part in parts if (small or part[:1].isupper()) and places.is_city(part))
    house_first = _HOUSE_FIRST.match(text) is not None
    house_last = not house_first and _HOUSE_LAST.search(text) is not None
    house_in_list = number and not house_last and _has_house_in_list(text)
    house_and_town = cities > 0 and (house_in_list or (house_last and "," in text))
    short_code = _SHORT_CODE.search(text) is not None
    state = _state_points(text, folded)
    locality = _locality_points(text, folded, goes_on or "," in text)
    points = sum(
        (
            CODE * code,
            street,
            unit,
            plot,
            JAPANESE_WARD * (_WARD.search(text) is not None),
            locality,
            NEAR * near,
            _building_points(text, folded, number, goes_on),
            TEMPLATE * (("," in text or number) and words_of("template").search(folded) is not None),
            COUNTRY * bool(country),
            state,
            _city_points(text, parts, cities, number, goes_on),
            SHORT_CODE * (short_code and (cities > 0 or "," in text)),
            HOUSE_FIRST * house_first,
            HOUSE_LAST * (house_last or (house_in_list and state + locality > 0)),
            HOUSE_AND_TOWN * house_and_town,
            0.5 * (goes_on and text[:1].isupper()),
            0.4 * (len(parts) >= 2 and all(part[:1].isupper() or not part for part in parts)),
            NUMBER_AT_END * (not code and _TOWN_AND_NUMBER.fullmatch(text) is not None),
            -_penalty(text, folded, number, code or near),
        )
    )
    street_opens = max(street, unit) >= SURE_TO_OPEN or plot > 0 or house_first or house_and_town
    opens = street_opens or (house_last and not code)
    ends = code_last or state > 0 or (len(parts) > 1 and places.is_city(parts[-1]))
    complete = street_opens and ends and "," in text and points >= CODE + HOUSE_FIRST
    return AddressReading(points, opens, code_last or bool(country) or short_code, code, complete)


def has_legal_form(text: str) -> bool:
    text = _COUNTY.sub("", _STATE_LIKE_A_FORM.sub("", _UNIT_LETTER.sub("", text)))  # "bud. C" is no "& C."
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
            if not re.search(r"[^\W\d_]{3}", following):  # "AL 205731/AL" is a licence
                continue
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
    entries = sections(WORDS)["street ending"]
    endings = "|".join({*map(fold, entries), *map(fold_in_place, entries)})  # "straße" is "strase" in place
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


def _locality_points(text: str, folded: str, listed: bool) -> float:
    """Points for districts and villages; ``listed``: a comma stands in the text or behind it."""
    points = 0.0
    for match in words_of("locality").finditer(folded):
        short = len(match.group().strip(". ")) <= 3
        if not short or ("." in match.group() and not folded[match.end() :].lstrip()[:1].isdigit()):
            points += LOCALITY  # but "loc. 117" is a telephone's
    if listed and any(text[match.start()].isupper() for match in _town_after().finditer(folded)):
        points += TOWN_WORD
    return min(3.0, points)


@cache
def _town_after() -> re.Pattern[str]:
    """A word behind a name that ends a part of the list: "Shilong Town, ..."."""
    words = "|".join(fold(entry) for entry in sections(WORDS)["town after"])
    return re.compile(rf"(?<=[a-z] )(?:{words})(?=,|$|\s\d)")


def _has_house_in_list(text: str) -> bool:
    """Whether a part before a comma is a street without a word for it: "Lipowa 12, Opole"."""
    for part in text.split(",")[:-1]:
        found = _HOUSE_LAST.search(part.strip())
        if found and not _YEAR_ALONE.search(found.group()):
            return part == part.lower() or part.strip()[:1].isupper()
    return False


def _is_near(text: str, folded: str) -> bool:
    """Whether "Opp. Town Hall" or "near the bridge" stands in it: near by, at the start or behind a comma."""
    for match in words_of("near").finditer(folded):
        before = text[: match.start()]
        if not before or (before[-1] in " ,(" and before.rstrip().endswith((",", "(", "-"))):
            return len(text) - match.end() >= 3
    return False


def _building_points(text: str, folded: str, number: bool, goes_on: bool) -> float:
    """Points for a building's name: "Delta Tower", "Galeria Zielona, ...", "Mill Farm, ..."."""
    listed = "," in text or goes_on
    old, followed = folded.startswith("the old "), text + "," * goes_on
    behind = [match.start() for match in words_of("building").finditer(folded) if match.start() > 0]
    behind += [
        match.start()
        for match in words_of("building listed").finditer(folded)
        if old or followed[match.end() : match.end() + 1] == ","
    ]
    first = words_of("building before").match(folded) if listed else None
    ahead = first is not None and _STREET_NAME.match(text[first.end() :].lstrip())
    if ahead or any(text[start].isupper() for start in behind):
        return BUILDING_NUMBERED if number or listed else BUILDING
    return 0.0


def _state_points(text: str, folded: str) -> float:
    match = _STATE_AT_END.search(text)
    if match and match.group(1) in states() and ("," in text or not text.isupper()):
        return STATE
    behind_dash = _STATE_BEHIND_DASH.search(text)
    if behind_dash and behind_dash[1] in sections(WORDS)["state BR"]:
        return STATE
    if _COUNTY.search(text):
        return COUNTY
    if "," in text and _PROVINCE.search(text):
        return STATE_NAME
    listed = "," in text or any(char.isdigit() for char in text)  # "Kent" and "Virginia" are names, too
    state = words_of("state").search(folded)
    return STATE_NAME if state and (listed or state.group() == folded) else 0.0


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
    if _EXTENSION.fullmatch(folded):  # of a telephone
        points += 3.0
    if "%" in text or "@" in text or "www" in folded or "iso " in folded:
        points += 2.0
    if _STANDARD.search(folded):
        points += 6.0
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
            before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip(" ,)")
            before_digits = re.match(r"\s\d", text[match.end() :])
            if before_digits or (country == "IN" and re.search(r"\d\s$", text[: match.start()])):
                continue  # a sum or a telephone: "250 418 300", "040-2555 0161"
            if country == "AU" and _YEAR_ALONE.fullmatch(match.group()) and "," not in before:
                continue  # "Expo Dubai 2020"
            if country == "NL" and match.group()[-2:] in _QUARTERS and _has_street_word(after):
                continue  # a house on a street's side of the town: "1100 SW Sixth Avenue"
            if country in ("five", "four") and text[match.end() : match.end() + 1] == ",":
                continue  # a house: "1310, Metro Centre"
            if _is_code(country, place, text[: match.start()], after):
                return True, len(after) < 3 and not (country in ("five", "four") and after)
            if country == "IN" and len(match.group()) >= 6 and not before and not after:
                return True, True
    glued = _STATE_AND_CODE.search(text)
    return (True, True) if glued and glued.group(1) in states() else (False, False)


def _has_street_word(text: str) -> bool:
    """Whether a word of streets stands in ``text``: "Sixth Avenue"."""
    return any(points >= AMBIGUOUS_STREET for points in _streets_after(text, fold_in_place(text), True))


@cache
def _code_label() -> re.Pattern[str]:
    """What says that a postal code follows: "CEP: ", "PIN - "."""
    return re.compile(words_of("code label").pattern + r"[\s:.\-]*$")


def _is_code(country: str, place: str, before: str, after: str) -> bool:
    """Whether digits of a postal code's form are one, by what stands around them."""
    part_before = before.rstrip()
    if _code_label().search(fold_in_place(before)):
        return True
    named = _DISTRICT_AHEAD.sub("", after)
    town_after = named[:1].isupper() and re.match(r"[^\W\d_]{2}", named) is not None
    province = r"|[A-Z]\.[A-Z]" if country == "CA" else ""  # "B.C."
    town_before = re.search(rf"(?:[^\W\d_]{{2}}{province})[.)]?[\s,–\-]*$", part_before) is not None
    if country in ("five", "four"):  # so many things are four or five digits: nothing but a town may follow
        short = len(re.split(r"[,|;]", after)[0].split()) <= 4
        fresh = not part_before or part_before[-1] in ",|-–;("
        return (
            town_after
            and fresh
            and short
            and _street_points(after + " 1", fold_in_place(after) + " 1", True) < 2
            and not words_of("building").search(fold_in_place(re.split(r"[,|;]", after)[0]), 1)
        )
    if country == "US five":
        state = re.search(r"(?<![^\W_])[A-Z]{2}$", part_before)
        return (state is not None and state[0] in states()) or _ends_with_place(part_before)
    if country == "AU":
        state_behind = words_of("state").match(fold_in_place(after)) is not None
        return town_before and (state_behind or _ends_with_place(part_before))
    if country == "IN":
        return re.search(r"(?:[^\W\d_]{3}|[^\W\d_]{2}\.)[.)\s]*[-–,.:\s]\s*$", before) is not None
    if country == "SG":
        return part_before.lower().endswith("singapore")
    if country == "JP" and re.search(r"\d[\s\-]*$", part_before):
        return False
    if place == "before":
        return town_after or (country == "PL" and town_before)
    return town_before or not part_before


def _ends_with_place(text: str) -> bool:
    """Whether ``text`` ends with the name of a town, a state or a country: "..., Kathmandu", "Hobart TAS"."""
    text = text.rstrip(" ,.-–")
    if text.rpartition(" ")[2] in sections(WORDS)["state AU"]:
        return True
    folded = fold_in_place(text)
    if any(match.end() == len(text) for match in words_of("state").finditer(folded)):
        return True
    return places.is_city(SUBPARTS.split(text)[-1]) or country_at_end(text) != ""
