"""New cards into a table that somebody works in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from exports.merge import Merged, merge
from exports.ownership import same_text
from exports.table import frame_to_rows
from parsers.contact import Contact, Phone, Source
from tests.exports.cards import card


def rows(merged: Merged) -> list[dict[str, str]]:
    return frame_to_rows(merged.frame)


def edited(merged: Merged, row: int, **cells: str) -> pd.DataFrame:
    """The table after a person has typed into some cells."""
    frame = merged.frame.copy()
    for key, text in cells.items():
        frame[key] = [text if place == row else old for place, old in enumerate(frame[key])]
    return frame


def test_a_new_table_has_blank_note_columns() -> None:
    """The notes are there to be filled in."""
    row = rows(merge(None, [card(0)]))[0]
    assert row["name"] == "Zofia Żak" and row["talked_about"] == "" and row["event"] == "Targi Łódź"
    assert list(row)[-1] == "check"


def test_every_column_is_of_strings() -> None:
    """No number, no missing value: a phone stays a phone."""
    frame = merge(None, [card(0), card(1)]).frame
    assert all(isinstance(dtype, pd.StringDtype) for dtype in frame.dtypes)
    assert not frame.isna().any().any()


def test_a_second_run_changes_nothing() -> None:
    """The same cards again leave the table and the memory as they are."""
    first = merge(None, [card(0), card(1)])
    again = merge(first.frame, [card(0), card(1)], first.remembered)
    assert (again.added, again.updated, again.kept) == (0, 0, 2)
    assert again.frame.equals(first.frame) and again.remembered == first.remembered


def test_a_typed_cell_wins_over_a_better_reading_and_the_others_are_refreshed() -> None:
    """Only what the program itself wrote is written anew."""
    first = merge(None, [card(0, name="Zofla Zak", company="Przykladowe Mosty")])
    frame = edited(first, 0, name="Zofia Żak (prezeska)", needs="drukarnia")
    row = rows(merge(frame, [card(0)], first.remembered))[0]
    assert row["name"] == "Zofia Żak (prezeska)" and row["needs"] == "drukarnia"
    assert row["company"] == "Przykładowe Mosty sp. z o.o."


def test_an_emptied_cell_stays_empty() -> None:
    """Who takes a wrong phone out does not want it back."""
    first = merge(None, [card(0)])
    frame = edited(first, 0, phone_work="")
    again = merge(frame, [card(0)], first.remembered)
    assert rows(again)[0]["phone_work"] == ""
    third = merge(again.frame, [card(0)], again.remembered)
    assert rows(third)[0]["phone_work"] == ""


def test_a_cell_typed_once_stays_typed_even_when_it_says_the_same_again() -> None:
    """A correction that is taken back by hand is a person's word too."""
    first = merge(None, [card(0)])
    second = merge(edited(first, 0, company="Mosty"), [card(0)], first.remembered)
    back = edited(second, 0, company=card(0).company)
    third = merge(back, [card(0, company="Przykładowe Mosty Wielkie")], second.remembered)
    assert rows(third)[0]["company"] == card(0).company


def test_without_memory_every_cell_with_text_is_the_persons() -> None:
    """A box that was deleted costs refreshes, never text."""
    first = merge(None, [card(0, department="")])
    row = rows(merge(first.frame, [card(0, company="Inna", department="Biuro")]))[0]
    assert row["company"] == card(0).company and row["department"] == "Biuro"


def test_rows_are_known_by_card_id_wherever_they_stand() -> None:
    """Sorting a table changes nothing for a re-run."""
    first = merge(None, [card(n) for n in range(4)])
    sorted_frame = first.frame.sort_values("name", ascending=False).reset_index(drop=True)
    again = merge(sorted_frame, [card(n) for n in range(4)], first.remembered)
    assert again.frame.equals(sorted_frame) and again.kept == 4


def test_a_deleted_row_stays_deleted_and_is_told() -> None:
    """Who throws a card out of the table does not want to do it twice."""
    first = merge(None, [card(0), card(1)])
    rest = first.frame.iloc[1:].reset_index(drop=True)
    again = merge(rest, [card(0), card(1), card(2)], first.remembered)
    assert [row["name"] for row in rows(again)] == ["Jan Ćwiek", "Ewa Lis-Nowacka"]
    assert again.deleted == ("card-0000",) and again.remembered["card-0000"] == {}
    assert merge(again.frame, [card(0)], again.remembered).deleted == ("card-0000",)


def test_a_deleted_column_stays_deleted_but_not_the_card_ids() -> None:
    """Columns are the person's to choose; without card ids no row would be known again."""
    first = merge(None, [card(0)])
    frame = first.frame.drop(columns=["krs", "card_id"])
    again = merge(frame, [card(0), card(1)], first.remembered)
    assert "krs" not in again.frame and list(again.frame["card_id"]) == ["card-0000", "card-0001"]
    assert len(again.frame) == 2


def test_own_columns_and_rows_are_kept_in_place() -> None:
    """What a person adds is theirs."""
    first = merge(None, [card(0)])
    frame = first.frame.copy()
    frame.insert(0, "VIP", ["yes"])
    frame.loc[1] = ["", "Teściowa", *[""] * (len(frame.columns) - 2)]
    again = merge(frame, [card(0), card(1)], first.remembered)
    assert list(again.frame.columns[: len(frame.columns)]) == list(frame.columns)
    assert [row["VIP"] for row in rows(again)] == ["yes", "", ""]
    assert [row["name"] for row in rows(again)] == ["Zofia Żak", "Teściowa", "Jan Ćwiek"]


def test_more_values_than_columns_make_new_columns() -> None:
    """Nothing is dropped."""
    first = merge(None, [card(0)])
    many = tuple(f"zofia{n}@mosty.example" for n in range(4))
    again = merge(first.frame, [card(0, emails=many)], first.remembered)
    assert [rows(again)[0][key] for key in ("email", "email_2", "email_3", "email_4")] == list(many)


def test_a_better_reading_keeps_clear_of_a_typed_phone() -> None:
    """The corrected number stays, its misreading does not come back, the further number is added."""
    wrong, other = Phone("mobile", "+48601000008", ""), Phone("mobile", "+48602777777", "")
    first = merge(None, [card(0, phones=(wrong,))])
    frame = edited(first, 0, phone_mobile="+48 601 000 000")
    row = rows(merge(frame, [card(0, phones=(other, wrong))], first.remembered))[0]
    assert (row["phone_mobile"], row["phone_mobile_2"]) == ("+48 601 000 000", "+48 602 777 777")


def test_a_phone_moved_to_another_kind_is_not_written_again() -> None:
    """The person knows better which phone is the mobile."""
    phone = Phone("work", "+48601000000", "")
    first = merge(None, [card(0, phones=(phone,))])
    frame = edited(first, 0, phone_work="", phone_mobile="+48 601 000 000")
    row = rows(merge(frame, [card(0, phones=(replace(phone, kind="other"),))], first.remembered))[0]
    assert (row["phone_mobile"], row["phone_work"], row["phone_other"]) == ("+48 601 000 000", "", "")


def test_what_a_better_reading_no_longer_says_is_taken_back() -> None:
    """A tax number once misread as a phone does not stay a phone."""
    first = merge(None, [card(0, phones=(Phone("other", "", "525 248 47 67"),))])
    again = merge(first.frame, [card(0, phones=())], first.remembered)
    assert rows(again)[0]["phone_other"] == ""


def test_a_failed_reading_takes_nothing_back() -> None:
    """A worse photo never wipes a row."""
    first = merge(None, [card(0)])
    failed = replace(card(0), emails=(), phones=(), company="", problem="The photo is too dark.")
    row = rows(merge(first.frame, [failed], first.remembered))[0]
    assert row["company"] == card(0).company and row["email"] == card(0).emails[0]


# The same person twice


def later(number: int, **changes: object) -> Contact:
    return card(
        number,
        card_id="card-later",
        source=Source(file="IMG_9.jpg", taken_on=date(2026, 10, 9), event="Kongres"),
        **changes,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"phones": (), "company": "Nowa Firma"},
        {"emails": ("z.zak@nowa.example",), "company": "Nowa Firma"},
        {"emails": ("zofia@poczta.example",), "phones": ()},
        {"emails": (), "phones": (), "name": "ZOFIA ŻAK", "company": "Przykładowe Mosty"},
        {"phones": (), "name": "Zofia Zok"},
    ],
    ids=["e-mail", "mobile", "name and company", "name and company, otherwise written", "name misread"],
)
def test_the_same_person_is_one_contact_with_two_meetings(changes: dict[str, object]) -> None:
    """Found by e-mail, mobile, or name with company."""
    first = merge(None, [card(0)])
    frame = edited(first, 0, talked_about="o mostach")
    again = merge(frame, [later(0, **changes)], first.remembered)
    (row,) = rows(again)
    assert row["meetings"] == "2026-05-01 Targi Łódź; 2026-10-09 Kongres"
    assert row["card_id"] == "card-0000; card-later" and row["talked_about"] == "o mostach"
    third = merge(again.frame, [card(0), later(0, **changes)], again.remembered)
    assert third.frame.equals(again.frame) and (third.added, third.updated) == (0, 0)


def test_a_newer_card_brings_the_new_company_and_tells_the_old_one() -> None:
    """People change jobs; the address of before is not lost."""
    newer = later(0, company="Nowa Firma", job_titles=("Prezes",), emails=("zz@nowa.example",))
    first = merge(None, [card(0)])
    again = merge(first.frame, [newer], first.remembered)
    (row,) = rows(again)
    assert row["company"] == "Nowa Firma" and "Przykładowe Mosty" in row["check"]
    assert row["job_title"] == "Prezes" and "Kierownik Działu" in row["check"]
    assert (row["email"], row["email_2"]) == (card(0).emails[0], "zz@nowa.example")
    assert merge(again.frame, [card(0), newer], again.remembered).frame.equals(again.frame)


def test_a_typed_company_wins_over_a_newer_card() -> None:
    """And the check column says what the card says."""
    first = merge(None, [card(0)])
    frame = edited(first, 0, company="Moja Firma")
    (row,) = rows(merge(frame, [later(0, company="Nowa Firma")], first.remembered))
    assert row["company"] == "Moja Firma" and "Nowa Firma" in row["check"]


@pytest.mark.parametrize("mailbox", ["info", "biuro", "office", "sekretariat", "kontakt2"])
def test_a_shared_mailbox_or_switchboard_joins_nobody(mailbox: str) -> None:
    """Two people of one firm stay two people."""
    shared = (f"{mailbox}@mosty.example",)
    switchboard = (Phone("work", "+48221234567", ""),)
    merged = merge(
        None,
        [
            card(0, emails=shared, phones=switchboard),
            card(1, emails=shared, phones=switchboard, company=card(0).company),
        ],
    )
    assert len(rows(merged)) == 2 and not any(row["check"] for row in rows(merged))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jan Kowalski", "Janina Kowalska"), ("Daniel Nowak", "Daniela Nowak"), ("Anna Rak", "Hanna Rak")],
)
def test_names_that_differ_as_two_people_do_stay_apart(one: str, other: str) -> None:
    """A couple in one family firm is not one person."""
    merged = merge(
        None,
        [
            card(0, name=one, emails=(), phones=()),
            card(1, name=other, emails=(), phones=(), company=card(0).company),
        ],
    )
    assert len(rows(merged)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "Zupełnie Inna", "emails": (), "phones": ()},
        {"emails": ("zofia.zak2@mosty.example",), "phones": ()},
        {"name": "Kto Inny", "emails": (), "company": "Zupełnie Inna"},
        {"name": "Jan Żak", "emails": (), "company": "Zupełnie Inna"},
    ],
    ids=["same name elsewhere", "same name and firm, other address", "other name", "other first name"],
)
def test_doubtful_pairs_are_only_suggested(changes: dict[str, object]) -> None:
    """In the check column, with name and company; nothing is joined."""
    merged = merge(
        None,
        [
            card(0),
            card(
                1, **({"name": "Zofia Żak", "company": card(0).company, "phones": card(0).phones} | changes)
            ),
        ],
    )
    first, second = rows(merged)
    assert "Zofia Żak, Przykładowe Mosty" in second["check"] and not first["check"]


def test_an_own_row_of_the_same_person_takes_the_card_in() -> None:
    """Who was typed in by hand before the card was read is one row, with the typed text kept."""
    frame = merge(None, [card(0)]).frame.iloc[:0].copy()
    frame.loc[0] = [
        {"name": "Zosia", "email": card(0).emails[0], "needs": "kawa"}.get(key, "") for key in frame.columns
    ]
    # "Zosia" alone contradicts nothing: the name is typed and stays
    frame["name"] = ["Zofia Żak"]
    (row,) = rows(merge(frame, [card(0)]))
    assert row["name"] == "Zofia Żak" and row["needs"] == "kawa" and row["card_id"] == "card-0000"
    assert row["company"] == card(0).company


@pytest.mark.parametrize(
    ("key", "shown", "written"),
    [
        ("nip", "5.25E+09", "5252484767"),
        ("nip", "5,25248E+09", "5252484767"),
        ("krs", "123456", "0000123456"),
        ("nip", "5252484767.0", "5252484767"),
        ("met_on", "01.05.2026", "2026-05-01"),
        ("company", "Acme  Polska ", "Acme Polska"),
    ],
)
def test_what_a_spreadsheet_does_by_itself_is_no_edit(key: str, shown: str, written: str) -> None:
    """A number shown as 5.25E+09 was not typed by anybody."""
    assert same_text(key, shown, written)


@pytest.mark.parametrize(
    ("key", "shown", "written"),
    [
        ("nip", "5252484768", "5252484767"),
        ("nip", "6.25E+09", "5252484767"),
        ("met_on", "2026-05-02", "2026-05-01"),
    ],
)
def test_a_changed_value_is_an_edit(key: str, shown: str, written: str) -> None:
    assert not same_text(key, shown, written)


def test_a_row_of_two_cards_is_refreshed_when_both_are_read_again() -> None:
    """As a row of one card is; what a person typed stays."""
    one, other = card(0, company="Przykladowe Mosty"), later(0, phones=(), department="Biuro")
    first = merge(None, [one, other])
    frame = edited(first, 0, department="Zarząd")
    again = merge(frame, [card(0), later(0, phones=(), department="Biuro Zarządu")], first.remembered)
    (row,) = rows(again)
    assert row["company"] == card(0).company and row["department"] == "Zarząd"
    assert row["card_id"] == "card-0000; card-later" and "Kongres" in row["meetings"]


def test_a_row_of_two_cards_loses_nothing_when_one_is_read_again() -> None:
    first = merge(None, [card(0), later(0, emails=("zz@nowa.example",))])
    again = merge(first.frame, [later(0, emails=("zz@nowa.example",))], first.remembered)
    assert again.frame.equals(first.frame) and again.remembered == first.remembered


# One photo read again, or another photo of the same name


def stack(*people: int) -> list[Contact]:
    """One photo with the cards of these people, numbered as they lie."""
    return [
        card(
            person,
            card_id=f"stack-{number}",
            source=Source(file="stack.jpg", card=number, event="Targi Łódź"),
        )
        for number, person in enumerate(people, 1)
    ]


@pytest.mark.parametrize("remembers", [True, False], ids=["remembered", "another box"])
@pytest.mark.parametrize(
    ("before", "after"),
    [((0, 1, 2), (0, 3, 1, 2)), ((0, 1, 2), (3, 0, 1, 2)), ((0, 1, 2, 3), (0, 2, 3)), ((0, 1), (1, 0))],
    ids=["one more between", "one more before", "one less", "turned round"],
)
def test_a_photo_cut_into_cards_anew_moves_no_note(
    before: tuple[int, ...], after: tuple[int, ...], remembers: bool
) -> None:
    """The cards' numbers shift when a better reading finds another one: rows go by who is on them."""
    first = merge(None, stack(*before))
    frame = first.frame.copy()
    frame["talked_about"] = [f"talked with {name}" for name in frame["name"]]
    frame["phone_mobile"] = ["" if place == 1 else text for place, text in enumerate(frame["phone_mobile"])]
    again = merge(frame, stack(*after), first.remembered if remembers else None)
    noted = {row["name"]: row["talked_about"] for row in rows(again)}
    old, new = ({card(person).name for person in people} for people in (before, after))
    assert noted == {name: f"talked with {name}" * (name in old) for name in old | new}
    emails = {row["name"]: row["email"] for row in rows(again)}
    assert emails == {card(person).name: card(person).emails[0] for person in {*before, *after}}
    ids = [row["card_id"] for row in rows(again) if row["card_id"]]
    assert sorted(ids) == sorted(f"stack-{number}" for number in range(1, len(after) + 1))
    third = merge(again.frame, stack(*after), again.remembered)
    assert third.frame.equals(again.frame) and (third.added, third.updated) == (0, 0)


def test_another_photo_of_the_same_name_is_another_card() -> None:
    """In a table without card ids rows are known by their photos; but every camera begins with IMG_0001."""
    first = merge(None, [card(0, source=Source(file="IMG_0001.jpg"))])
    frame = edited(first, 0, talked_about="o mostach").drop(columns="card_id")
    again = merge(frame, [card(1, source=Source(file="IMG_0001.jpg"))], first.remembered)
    noted = [(row["name"], row["talked_about"]) for row in rows(again)]
    assert noted == [(card(0).name, "o mostach"), (card(1).name, "")]
    assert rows(again)[0]["phone_work"] == rows(first)[0]["phone_work"]


def test_a_later_scan_on_another_event_moves_no_meeting() -> None:
    """More photos into the same folder, scanned at the next event: who was met before was met before."""
    first = merge(None, [card(0), card(1)])
    at_congress = [
        card(number, source=Source(file=f"IMG_{number:04}.jpg", taken_on=date(2026, 10, 9), event="Kongres"))
        for number in (0, 1, 2)
    ]
    again = merge(first.frame, at_congress, first.remembered)
    assert [row["event"] for row in rows(again)] == ["Targi Łódź", "Targi Łódź", "Kongres"]
    assert [row["met_on"] for row in rows(again)] == ["2026-05-01", "2026-05-01", "2026-10-09"]


def test_an_event_told_later_is_filled_in() -> None:
    """A first scan without one leaves the cell free."""
    first = merge(None, [card(0, source=Source(file="IMG_0000.jpg"))])
    again = merge(first.frame, [card(0)], first.remembered)
    assert (rows(again)[0]["event"], rows(again)[0]["met_on"]) == ("Targi Łódź", "2026-05-01")


def test_a_row_of_two_cards_tells_photo_page_and_number_of_each() -> None:
    """Three lists of one length, so that a card is found again."""
    sources = (Source(file="a.pdf", page=2), Source(file="a.pdf", page=5, card=3), Source(file="b.jpg"))
    cards = [card(0, card_id=f"id-{n}", source=source) for n, source in enumerate(sources)]
    (row,) = rows(merge(None, cards))
    assert (row["photo"], row["page"], row["card_number"]) == ("a.pdf; a.pdf; b.jpg", "2; 5; 1", "1; 3; 1")


def test_a_photo_that_is_read_at_last_takes_the_row_of_its_failure() -> None:
    """Cut off while it was copied, then copied anew: the row that said so is the card's, notes and all."""
    failed = Contact(
        "failed", Source(file="IMG_0000.jpg"), needs_review=True, problem="IMG_0000.jpg stops in the middle."
    )
    first = merge(None, [failed, card(1)])
    frame = edited(first, 0, talked_about="o mostach")
    again = merge(frame, [card(0), card(1)], first.remembered)
    assert [(row["name"], row["talked_about"]) for row in rows(again)] == [
        (card(0).name, "o mostach"),
        (card(1).name, ""),
    ]
    assert rows(again)[0]["card_id"] == "card-0000" and "stops" not in rows(again)[0]["check"]
    assert again.added == 0


def test_deleted_rows_come_back_when_they_are_asked_for() -> None:
    """An older copy of the table, put in its place, lacks the cards scanned since: nobody deleted them."""
    first = merge(None, [card(0)])
    second = merge(first.frame, [card(0), card(1)], first.remembered)
    assert merge(first.frame, [card(0), card(1)], second.remembered).deleted == ("card-0001",)
    back = merge(first.frame, [card(0), card(1)], second.remembered, deleted_too=True)
    assert [row["name"] for row in rows(back)] == [card(0).name, card(1).name]
    assert back.deleted == ()


def test_values_without_a_column_are_told() -> None:
    """A heading that a person changed is a column of theirs, and new cards have none for these values."""
    first = merge(None, [card(0)])
    frame = first.frame.rename(columns={"phone_mobile": "Handy"})
    again = merge(frame, [card(0), card(1)], first.remembered)
    assert again.homeless == {"phone_mobile": 1}
    assert merge(again.frame, [card(0), card(1)], again.remembered).homeless == {}
