"""Names: titles off, given and family apart, agreement with e-mail addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.names import (
    agree_with_emails,
    cut_degrees,
    email_agreement,
    is_titles,
    local_part_of,
    name_letters,
    read_name,
    split_name,
    split_titles,
)
from parsers.repair import apply
from parsers.wording import own_letters


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("r. pr. Anna Lis", ("r. pr.", "Anna Lis", "")),
        ("mgr inż. Łukasz Świątek", ("mgr inż.", "Łukasz Świątek", "")),
        ("prof. dr hab. Ewa Lis, MBA", ("prof. dr hab.", "Ewa Lis", "MBA")),
        ("dr n. med. Anna Wróbel", ("dr n. med.", "Anna Wróbel", "")),
        ("r.pr. Jan Żak", ("r.pr.", "Jan Żak", "")),
        ("Dipl.-Ing. Jürgen Weiß", ("Dipl.-Ing.", "Jürgen Weiß", "")),
        ("Ing. Jiří Dvořák, CSc.", ("Ing.", "Jiří Dvořák", "CSc.")),
        ("Helen Marlowe, PhD, MSc, BSc (Hons)", ("", "Helen Marlowe", "PhD, MSc, BSc (Hons)")),
        ("Kenji Morishita,Ph.D.", ("", "Kenji Morishita", "Ph.D.")),
        ("B.P. SHEKHAR", ("", "B.P. SHEKHAR", "")),
        ("Anna Mazur CeMAP", ("", "Anna Mazur", "CeMAP")),
        ("A. E. Mazur MBHI", ("", "A. E. Mazur", "MBHI")),
        ("Tom McKAY", ("", "Tom McKAY", "")),
        ("Mary Ann KHEZR", ("", "Mary Ann KHEZR", "")),
        ("PROF. (DR.) S. LANE", ("PROF. (DR.)", "S. LANE", "")),
        ("dr hab. n. biol. Jan Lis", ("dr hab. n. biol.", "Jan Lis", "")),
        ("ks. kan. dr Alojzy Lis", ("ks. kan. dr", "Alojzy Lis", "")),
        ("SSG Marcus T. Lane", ("SSG", "Marcus T. Lane", "")),
        ("Tamsin Lane-Vu MP", ("", "Tamsin Lane-Vu", "MP")),
        ("The Hon. Ann Lane", ("The Hon.", "Ann Lane", "")),
        ("Anna Lis (she/her)", ("", "Anna Lis", "")),
        ("Lin, Po-Han (Brian)", ("", "Lin, Po-Han (Brian)", "")),
        ("Tsehay W/Mariam Bekele", ("", "Tsehay W/Mariam Bekele", "")),
        ("Oscar Lane Jr", ("", "Oscar Lane Jr", "")),
        ("DEWI LESTARI, S.H., M.Kn.", ("", "DEWI LESTARI", "S.H., M.Kn.")),
        ("Me Odile Marchand, LL. B., D.D.N.", ("Me", "Odile Marchand", "LL.B., D.D.N.")),
        ("De Souza, J.R.", ("", "De Souza, J.R.", "")),
        ("de Marta Quiroga", ("", "Marta Quiroga", "")),
        ("de Oliveira Santos", ("", "de Oliveira Santos", "")),
    ],
)
def test_titles_are_split_off(text: str, parts: tuple[str, str, str]) -> None:
    """Titles before and after a name leave it; initials and generations stay."""
    assert split_titles(text) == parts


@pytest.mark.parametrize(
    ("printed", "given_family"),
    [
        ("Jan Kowalski", ("Jan", "Kowalski")),
        ("KOWALSKI Jan", ("Jan", "KOWALSKI")),
        ("Kowalska, Anna", ("Anna", "Kowalska")),
        ("Anna Maria Nowak-Zielińska", ("Anna Maria", "Nowak-Zielińska")),
        ("Erik VAN DER BERG", ("Erik", "VAN DER BERG")),
        ("Ludwig van der Heide", ("Ludwig", "van der Heide")),
        ("Kenji MORISHITA", ("Kenji", "MORISHITA")),
        ("Oscar Lane Jr", ("Oscar", "Lane Jr")),
        ("Anna", ("Anna", "")),
        ("Ben Adam JONES", ("Ben Adam", "JONES")),
        ("Al Bruno PACINO", ("Al Bruno", "PACINO")),
    ],
)
def test_given_and_family(printed: str, given_family: tuple[str, str]) -> None:
    """Family names in capitals, particles, double-barrelled names; the printed order may be turned round."""
    assert split_name(printed) == given_family


@pytest.mark.parametrize(
    "text", ["601 555 123", "ul. Polna 3", "a", "", "one two three four five six seven", "---"]
)
def test_what_cannot_be_a_name(text: str) -> None:
    """Digits, too many words and no letters are no name."""
    assert read_name(text) is None


@pytest.mark.parametrize(
    ("words", "email", "least"),
    [
        (["Łukasz", "Świątek"], "lukasz.swiatek@acme.example", 1.0),
        (["Jan", "Kowalski"], "j.kowalski@acme.example", 1.0),
        (["Jan", "Kowalski"], "kowalskij@acme.example", 1.0),
        (["Jan", "Kowalski"], "jan@acme.example", 0.9),
        (["Jan", "Kowalski"], "jk@acme.example", 0.5),
        (["Jan", "Kowalski"], "kowalski77@acme.example", 0.9),
    ],
)
def test_agreement_with_an_address(words: list[str], email: str, least: float) -> None:
    """Whole words, initials and both orders agree, diacritics folded."""
    assert email_agreement(words, [email]) >= least


def test_offices_and_strangers_do_not_agree() -> None:
    """A mail box of an office, or of somebody else, says nothing for a name."""
    assert email_agreement(["Jan", "Kowalski"], ["biuro@acme.example", "anna.lis@acme.example"]) == 0.0


def test_an_address_mends_one_letter() -> None:
    """A look-alike letter is mended only where the read word is no name."""
    assert agree_with_emails(["lan", "Marsh"], ["ian.marsh@acme.example"]) == {"lan": "Ian"}
    assert agree_with_emails(["Jan", "Marsh"], ["ian.marsh@acme.example"]) == {}


def test_letters_tell_names_from_words() -> None:
    """A name in no list still looks more like a name than a plain word does."""
    assert name_letters("Kirtanathan") > 1 > -1 > name_letters("processing")


def test_titles_on_a_line_of_their_own() -> None:
    """Above the name, or after it."""
    assert is_titles("dr hab. inż.")
    assert is_titles("dr hab. n. biol.") and is_titles("ks. kan. dr") and is_titles("The Hon.")
    assert not is_titles("The")
    assert is_titles("MBA, PhD", after=True)
    assert not is_titles("Jan Kowalski")


@given(st.text(max_size=80))
def test_any_text_is_read_without_complaint(text: str) -> None:
    """No text raises, and a name that is found consists of the text's own characters."""
    read = read_name(text)
    split_titles(text)
    if read:
        assert set("".join(read.words)) <= set(text)


@pytest.mark.parametrize(
    ("read", "language", "mended"),
    [
        ("Jan Każmierczak", "pl", "Jan Kaźmierczak"),
        ("BEGOŃA IBÁŃEZ", "es", "BEGOÑA IBÁÑEZ"),
        ("Jan Kazmierczak", "pl", "Jan Kazmierczak"),
        ("Zofia Żak", "pl", "Zofia Żak"),
        ("Slawomir Kamiński", "pl", "Sławomir Kamiński"),
        ("mgr inż. SLAWOMIR NOWAK", "pl", "mgr inż. SŁAWOMIR NOWAK"),
        ("Elmontaż-Bis P.S.A.", "pl", "Elmontaż-Bis P.S.A."),
        ("Marcin Wójcik", "pl", "Marcin Wójcik"),
        ("Anna ĆwikTa", "pl", "Anna Ćwikła"),
    ],
)
def test_accents_of_a_language(read: str, language: str, mended: str) -> None:
    """Wrong accents are mended by the language's letters and names; text without any stays as read."""
    assert apply(read, own_letters(language))[0] == mended


def test_degrees_are_cut_off_a_post() -> None:
    """Degrees printed after a post belong to the name; a post without any stays whole."""
    assert cut_degrees("Plant Head B.E. Mechanical") == ("Plant Head", "B.E. Mechanical")
    assert cut_degrees("Head of Research") == ("Head of Research", "")


@pytest.mark.parametrize(
    ("read", "words", "better"),
    [
        ("ikowalczyk", ("Łukasz", "Kowalczyk"), "lkowalczyk"),
        ("ikowalczykzak", ("Łukasz", "Kowalczyk-Żak"), "lkowalczykzak"),
        ("ikowalczyk", ("Igor", "Kowalczyk"), "ikowalczyk"),
        ("ikowalczyk", ("Anna", "Kowalczyk"), "ikowalczyk"),
        ("biuro", ("Bruno", "Lis"), "biuro"),
        ("marlola.wilczak", ("Mariola", "Wilczak"), "mariola.wilczak"),
        ("marola.wlczak", ("Mariola", "Wilczak"), "mariola.wilczak"),
        ("jmiller", ("Ann", "Miller"), "jmiller"),
    ],
)
def test_a_name_tells_look_alikes_of_its_address_apart(
    read: str, words: tuple[str, ...], better: str
) -> None:
    """One letter, and only where it makes the address the name's."""
    assert local_part_of(read, words) == better
