"""Contacts as a table of strings, and a row of such a table as a contact again.

A table is a pandas DataFrame whose columns are all of dtype "string": "" where nothing stands, never
a missing value, never a number. Column labels are the keys of ``exports.columns``; a column that a
person added is labelled with its own heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from exports import words
from exports.columns import (
    COLUMNS,
    NOTE_KEYS,
    PHONE_KEYS,
    in_order,
    key_of_heading,
    numbered,
    split_key,
)
from parsers.contact import Address, Contact, Phone, Source, TaxId

if TYPE_CHECKING:
    import pandas as pd

Cells = dict[str, str]

_TAX_COLUMNS = {"NIP": "nip", "REGON": "regon", "KRS": "krs"}
_PHONE_COLUMNS = {"mobile": "phone_mobile", "work": "phone_work", "fax": "fax", "home": "phone_home"}
# ITU-T E.164 country codes of one and two digits (list of 2016, still in force); all others have three.
_SHORT_COUNTRY_CODE = re.compile(r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it stands in a file.

    frame: one row per row below the header row, blank rows included; columns in the file's order.
    headings: column label -> heading as it stands in the file. language: of the headings, "en" or "pl".
    """

    frame: pd.DataFrame
    headings: Mapping[str, str]
    language: str

    def rows(self) -> list[Cells]:
        return frame_to_rows(self.frame)


def contacts_to_frame(contacts: Iterable[Contact], *, headings: str = "en") -> pd.DataFrame:
    """One row per contact, columns in the order of ``exports.columns``, every cell a string.

    ``headings`` ("en" or "pl") is the language of the words in the column ``check``.
    """
    rows = [contact_to_cells(contact, headings) for contact in contacts]
    keys = {key for row in rows for key in row}
    keys |= {column.key for column in COLUMNS if column.always}
    return rows_to_frame(rows, in_order(keys))


def rows_to_frame(rows: Sequence[Mapping[str, str]], labels: Sequence[str]) -> pd.DataFrame:
    """A frame of dtype "string" with exactly the columns ``labels``; what a row lacks is ""."""
    import pandas as pd

    columns = {label: pd.array([row.get(label, "") for row in rows], dtype="string") for label in labels}
    return pd.DataFrame(columns, columns=pd.Index(list(labels), dtype=object))


def frame_to_rows(frame: pd.DataFrame) -> list[Cells]:
    labels = [str(label) for label in frame.columns]
    columns = [frame[label].tolist() for label in frame.columns]
    return [dict(zip(labels, cells, strict=True)) for cells in zip(*columns, strict=True)]


def contact_to_cells(contact: Contact, language: str = "en") -> Cells:
    """The cells of one contact that hold something: key -> text. The exact value, not neutralised."""
    cells: Cells = {
        "name": contact.name,
        "name_prefix": contact.name_prefix,
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "name_suffix": contact.name_suffix,
        "other_names": "; ".join(contact.other_names),
        "department": contact.department,
        "company": contact.company,
        "language": contact.language,
        "other_text": " | ".join(contact.leftover),
        "photo": contact.source.file,
        "page": str(contact.source.page) if contact.source.page > 1 else "",
        "card_number": str(contact.source.card),
        "card_id": contact.card_id,
        "check": words.what_to_check(contact, language),
    }
    _spread(cells, "job_title", contact.job_titles)
    _spread(cells, "email", contact.emails)
    _spread(cells, "website", contact.websites)
    _spread(cells, "handle", contact.handles)
    phones: dict[str, list[str]] = {}
    for phone in contact.phones:
        phones.setdefault(_PHONE_COLUMNS.get(phone.kind, "phone_other"), []).append(phone_text(phone))
    for key, values in phones.items():
        _spread(cells, key, values)
    for number, address in enumerate(contact.addresses, start=1):
        cells[numbered("address", number)] = address.printed
        for part in ("street", "postal_code", "city", "region", "country"):
            cells[numbered(part, number)] = getattr(address, part)
    tax_ids: dict[str, list[str]] = {}
    for tax_id in contact.tax_ids:
        key = _TAX_COLUMNS.get(tax_id.kind.upper(), "tax_id")
        tax_ids.setdefault(key, []).append(_tax_id_text(tax_id, with_kind=key == "tax_id"))
    for key, values in tax_ids.items():
        _spread(cells, key, values)
    notes = {**dict.fromkeys(NOTE_KEYS, ""), **contact.notes}
    notes["event"] = notes["event"] or contact.source.event
    if not notes["met_on"] and contact.source.taken_on:
        notes["met_on"] = contact.source.taken_on.isoformat()
    cells.update((key, notes[key]) for key in NOTE_KEYS)
    return {key: text for key, value in cells.items() if (text := clean_cell(value))}


def cells_to_contact(cells: Mapping[str, str]) -> Contact:
    """A row as a contact: what the cells say, without provenance. Unknown columns are left out."""
    values: dict[str, list[tuple[int, str]]] = {}
    for label, raw in cells.items():
        key, number = split_key(label)
        if text := without_guard(raw.strip()):
            values.setdefault(key, []).append((number, text))

    def several(key: str) -> tuple[str, ...]:
        return tuple(text for _, text in sorted(values.get(key, [])))

    def one(key: str) -> str:
        return next(iter(several(key)), "")

    addresses = []
    numbers = {
        number for key in ("address", "street", "city", "postal_code") for number, _ in values.get(key, [])
    }
    for number in sorted(numbers):
        part = {
            key: dict(values.get(key, [])).get(number, "")
            for key in ("street", "postal_code", "city", "region", "country")
        }
        town = " ".join(filter(None, (part["postal_code"], part["city"])))
        printed = dict(values.get("address", [])).get(number) or ", ".join(
            filter(None, (part["street"], town))
        )
        addresses.append(Address(printed, **part))
    met_on = parse_date(one("met_on"))
    kinds = {key: kind for kind, key in _PHONE_COLUMNS.items()}
    page, card = one("page"), one("card_number")
    contact = Contact(
        card_id=one("card_id").split(";")[0].strip(),
        source=Source(
            file=one("photo"),
            page=int(page) if page.isdecimal() else 1,
            card=int(card) if card.isdecimal() else 1,
            taken_on=met_on,
            event=one("event"),
        ),
        name=one("name") or " ".join(filter(None, (one("given_name"), one("family_name")))),
        given_name=one("given_name"),
        family_name=one("family_name"),
        name_prefix=one("name_prefix"),
        name_suffix=one("name_suffix"),
        other_names=tuple(filter(None, (name.strip() for name in one("other_names").split(";")))),
        job_titles=several("job_title"),
        department=one("department"),
        company=one("company"),
        emails=several("email"),
        websites=several("website"),
        handles=several("handle"),
        phones=tuple(
            parse_phone_text(text, kinds.get(key, "other")) for key in PHONE_KEYS for text in several(key)
        ),
        addresses=tuple(addresses),
        tax_ids=tuple(
            _parse_tax_id(key, text) for key in ("nip", "regon", "krs", "tax_id") for text in several(key)
        ),
        language=one("language"),
        leftover=tuple(filter(None, one("other_text").split(" | "))),
        needs_review=bool(one("check")),
        notes={key: one(key) for key in NOTE_KEYS},
    )
    return split_name(contact)


def split_name(contact: Contact) -> Contact:
    """Fill in the first and the last name from the whole name where a row has only that."""
    if contact.given_name or contact.family_name or not contact.name:
        return contact
    given, _, family = contact.name.rpartition(" ")
    return replace(contact, given_name=given, family_name=family)


# What XML 1.0, and so a workbook, cannot hold; also DEL.
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_cell(text: str) -> str:
    """Text as a cell can hold it: no control characters, no half characters, plain line ends."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = _UNFIT.sub("", text)
    text = text.strip()
    return text if len(text) <= 32_000 else text[:32_000] + "…"  # Excel's cell ends at 32,767


# Phones as they stand in cells, with spaces, or with hyphens where spaces would make a number of them.
_PLAIN_PHONE = re.compile(r"\+\d{1,4}(?: \d{1,12}(?:-\d{3}){0,5}){1,8}(?: ext\. ?\d{1,8})?")
_GROUPED_NUMBER = re.compile(r"(\+?\d{1,3}) (\d{3}(?: \d{3}){1,4})")
_HYPHENATED_PHONE = re.compile(r"(\+?\d{1,3}) (\d{3}(?:-\d{3}){1,4})")
_FORMULA_SIGNS = tuple("=+-@|%")


def guarded(text: str) -> str:
    """Text from a card as a CSV file can hold it: nothing that a spreadsheet would run or reckon with.

    Cells that begin with = + - @ are run by Excel and LibreOffice when they open a CSV file (OWASP, "CSV
    Injection"): an apostrophe is put before them. Phones are kept, but where the space parts
    thousands (Polish, French, Czech settings), "+48 601 234 567" is a number to a spreadsheet and comes
    back as 48601234567 (seen with LibreOffice 7.4): such a phone is written "+48 601-234-567".
    """
    if match := _GROUPED_NUMBER.fullmatch(text):
        return f"{match[1]} {match[2].replace(' ', '-')}"
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not _PLAIN_PHONE.fullmatch(text) else text


def without_guard(text: str) -> str:
    """What ``guarded`` made, taken back."""
    if match := _HYPHENATED_PHONE.fullmatch(text):
        return f"{match[1]} {match[2].replace('-', ' ')}"
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_SIGNS) else text


def phone_text(phone: Phone) -> str:
    """A phone as it stands in a cell: "+48 22 123 45 67 ext. 12"; as printed where it has no number."""
    if not phone.number:
        text = " ".join(re.sub(r"[^\d+a-zA-Z. /]", " ", phone.printed).split())
        return text or phone.printed
    digits = phone.number.lstrip("+")
    short = _SHORT_COUNTRY_CODE.match(digits)
    code = short[0] if short else digits[:3]
    national = digits[len(code) :]
    groups = _printed_groups(phone.printed, national) or _in_threes(national)
    extension = f" ext. {phone.extension}" if phone.extension else ""
    return f"+{code} {' '.join(groups)}{extension}"


def parse_phone_text(text: str, kind: str) -> Phone:
    """A phone cell as a Phone; its number is "" unless the cell gives the country code."""
    whole, _, extension = text.partition(" ext. ")
    digits = re.sub(r"\D", "", whole)
    international = whole.startswith("+") and 7 <= len(digits) <= 15
    return Phone(kind, f"+{digits}" if international else "", text, extension.strip())


# Names of the months, January first; a word is taken for one when one of them begins with it: "cze", "Sept".
_MONTHS = (
    "january styczeń stycznia styczen", "february luty lutego", "march marzec marca",
    "april kwiecień kwietnia kwiecien", "may maj maja", "june czerwiec czerwca", "july lipiec lipca",
    "august sierpień sierpnia sierpien", "september wrzesień września wrzesien wrzesnia",
    "october październik października pazdziernik pazdziernika", "november listopad listopada",
    "december grudzień grudnia grudzien",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu|thurs?|fri|sat|sun"
    r"|poniedzia[łl]ek|wtorek|[śs]roda|czwartek|pi[ąa]tek|sobota|niedziela|pon|pn|wt|[śs]r|czw|pt|sob|niedz|nd)"
    r"\b[.,]?\s*"
)
_BEHIND_A_DAY = re.compile(
    r"(?:[\s,]*(?:t|o|at|godz\.?)?\s*\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:\s?[ap]m)?)?"  # a time
    r"(?:\s*\(?(?:r|rok|roku)\b\.?\)?)?[\s.,]*"  # "2026 r.": of the year
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s?([-./ ])\s?(?P<month>\d{1,2})\s?\2\s?(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})\s?([-./ ])\s?(?P<month>\d{1,2}|[ivx]{1,4})\s?\2\s?(?P<year>\d{4}|\d\d)(?!\d)"
)
_DAY_AND_MONTH = re.compile(r"(?P<day>\d{1,2})\s?[./]\s?(?P<month>\d{1,2}|[ivx]{1,4})")
_DAY_AND_WORD = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.-]{0,2}(?P<month>[^\W\d_]{3,12})"
    r"(?:[\s.,-]{1,3}(?P<year>\d{4}|\d\d)(?![\d:]))?"
)
_WORD_AND_DAY = re.compile(
    r"(?P<month>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s(?P<year>\d{4}))?"
)
_DAY_NUMBER = re.compile(r"\d{5}(?:\.\d{1,12})?")
_DAY_NUMBERS = range(36526, 73051)  # the years 2000 to 2099, counted as Excel does
_DAY_ZERO = date(1899, 12, 30)  # of Excel and LibreOffice


def parse_date(text: str, *, after: date | None = None) -> date | None:
    """A date as people and spreadsheets write it; None where it is none.

    Understood are ISO dates and those with the day before the month (the other way round only where the
    second number can be no month), months in figures, Roman figures, English and Polish words, the number
    that a spreadsheet keeps for a day, and all these with a weekday before or a time behind them.
    A date without a year, "5.06", is the first such day not before ``after``, and none without it.
    """
    text = " ".join(text.casefold().split())
    if len(text) > 60:  # characters: no date is as long
        return None
    if weekday := _WEEKDAY.match(text):
        text = text[weekday.end() :]
    if _DAY_NUMBER.fullmatch(text):
        number = int(text[:5])
        return _DAY_ZERO + timedelta(days=number) if number in _DAY_NUMBERS else None
    for form in (_YEAR_FIRST, _DAY_FIRST, _DAY_AND_MONTH, _DAY_AND_WORD, _WORD_AND_DAY):
        match = form.match(text)
        if match and _BEHIND_A_DAY.fullmatch(text[match.end() :]):
            return _day_of(match, after)
    return None


def _day_of(match: re.Match[str], after: date | None) -> date | None:
    day, month, told = int(match["day"]), _month_of(match["month"]), match.groupdict().get("year")
    if not told:
        coming = (_date_or_none(after.year + more, month, day) for more in range(9)) if after else ()
        return next((found for found in coming if after and found and found >= after), None)
    if month > 12 >= day:  # 06/25/2026
        day, month = month, day
    year = int(told) if len(told) == 4 else int(told) + (2000 if int(told) < 69 else 1900)
    return _date_or_none(year, month, day) if year > 1900 else None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_of(told: str) -> int:
    """The number of a month; 0 where it is none."""
    if told.isdecimal():
        return int(told)
    if told in _ROMAN:
        return _ROMAN.index(told) + 1
    named = (
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(told) for name in names.split())
    )
    return next(named, 0)


def label_headings(headings: Sequence[str]) -> tuple[list[str], str]:
    """Column labels for a header row, and its language ("en" or "pl").

    A heading of ours in either language becomes its key, the first time it occurs; any other column
    keeps its heading as label, made unique.
    """
    labels: list[str] = []
    for place, text in enumerate(headings, start=1):
        label = key_of_heading(text)
        if label is None or label in labels:
            label = " ".join(text.split())
            while not label or label in labels or key_of_heading(label):
                label = f"{label} (column {place})".strip()
        labels.append(label)
    return labels, words.language_of(headings)


def known_headings(headings: Iterable[str]) -> int:
    """How many different headings of ours a row holds."""
    return len({key for text in headings if (key := key_of_heading(text))})


def _spread(cells: Cells, key: str, values: Iterable[str]) -> None:
    cells.update((numbered(key, number), value) for number, value in enumerate(filter(None, values), start=1))


def _printed_groups(printed: str, national: str) -> list[str]:
    """The groups in which the digits after the country code are printed; [] where they are not."""
    groups = re.findall(r"\d{1,15}", printed)
    for start in range(len(groups)):
        for end in range(len(groups), start, -1):
            if len(groups[start:end]) > 1 and "".join(groups[start:end]) == national:
                return groups[start:end]
    return []


def _in_threes(digits: str) -> list[str]:
    """The digits 601234567 as 601, 234, 567; a rest of one digit joins the last group."""
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _tax_id_text(tax_id: TaxId, *, with_kind: bool) -> str:
    number = tax_id.number or tax_id.printed
    return f"{tax_id.kind}: {number}" if with_kind and tax_id.kind else number


def _parse_tax_id(key: str, text: str) -> TaxId:
    if key != "tax_id":
        return TaxId(key.upper(), re.sub(r"[\s-]", "", text), text)
    kind, colon, number = text.partition(":")
    return TaxId(kind.strip(), number.strip(), text) if colon else TaxId("", text, text)
