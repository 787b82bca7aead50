"""From lines to the record: claimed characters, cross-checks, pairs, and text of any kind."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.contact import Contact, Source, Span
from parsers.lines import Box, Hints, Line, Word
from parsers.pairs import pair_sides
from parsers.resolve import mask, resolve


def card(*texts: str, size: float = 24.0, step: float = 60.0) -> tuple[Line, ...]:
    """Lines of one type size under each other, ``step`` from one to the next: a line apart."""
    lines = []
    for row, text in enumerate(texts):
        words, left = [], 50.0
        for word in text.split():
            right = left + 0.5 * size * len(word)
            words.append(Word(word, 0.97, Box(left, step * row, right, step * row + size)))
            left = right + 0.5 * size
        lines.append(Line(tuple(words)))
    return tuple(lines)


def test_masking_keeps_every_offset() -> None:
    """Claimed characters turn into spaces; all else stays where it was."""
    (line,) = mask(card("Tel. 601 555 123 dom"), [Span(0, 5, 16)])
    assert line.text == "Tel." + " " * 13 + "dom"
    assert [word.box for word in line.words] == [word.box for word in card("Tel. 601 555 123 dom")[0].words]


def test_leftover_keeps_what_nobody_claims() -> None:
    """A slogan is no field and is not lost."""
    contact = resolve(
        card("Lumigra S.A.", "Jan Kowalski", "Prezes Zarządu", "Zawsze blisko Ciebie", "jan@lumigra.example"),
        Hints(),
    )
    assert contact.leftover == ("Zawsze blisko Ciebie",)


def test_leftover_keeps_figures_and_stamps() -> None:
    """Nothing that was read is thrown away: a number of no known kind, a scanner's mark. Labels alone are."""
    contact = resolve(
        card("Jan Kowalski", "jan@lumigra.example", "4412", "Tel.", "Scanned with CamScanner"), Hints()
    )
    assert contact.leftover == ("4412", "Scanned with CamScanner")


@pytest.mark.parametrize("firm", ["Mastercardigan Sp. z o.o.", "Recycled Wood Ltd.", "Canva Nowak S.A."])
def test_a_firm_may_be_called_as_a_stamp_begins(firm: str) -> None:
    """The word "recycled" alone is a stamp, "Recycled Wood Ltd." a firm."""
    assert resolve(card(firm, "Anna Mazur", "+48 601 555 123"), Hints()).company == firm


def test_a_value_printed_twice_leaves_nothing_over() -> None:
    """The second time belongs to it too, and no rule may take it for something else."""
    contact = resolve(
        card(
            "Anna Mazur",
            "anna@polna.example",
            "www.polna.example",
            "NIP 123-456-32-18",
            "mail anna@polna.example",
            "www.polna.example",
            "NIP: 1234563218",
        ),
        Hints(),
    )
    assert (contact.emails, contact.websites) == (("anna@polna.example",), ("www.polna.example",))
    assert len(contact.tax_ids) == 1
    assert contact.leftover == ()


def test_repairs_are_named() -> None:
    """What was mended says so."""
    contact = resolve(card("Stalmira Sp. z 0.0.", "Anna Mazur", "a.mazur@stalmira.example"), Hints())
    (company,) = [field for field in contact.fields if field.kind == "company"]
    assert (company.value, company.printed, company.repairs) == (
        "Stalmira Sp. z o.o.",
        "Stalmira Sp. z 0.0.",
        ("legal form",),
    )


def test_a_name_is_witness_for_its_address() -> None:
    """What was read stays in the sentence that asks for a look."""
    contact = resolve(card("Łukasz Kowalczyk", "ikowalczyk@stalmira.example", "+48 22 555 01 23"), Hints())
    (email,) = [field for field in contact.fields if field.kind == "emails"]
    assert (email.value, email.repairs) == ("lkowalczyk@stalmira.example", ("name as witness",))
    assert email.problem is not None and "ikowalczyk" in email.problem


def test_nothing_is_made_up() -> None:
    """Every letter of a name, post and company stands on the card."""
    contact = resolve(card("info@brightlow.example", "+44 20 7946 0123"), Hints())
    assert (contact.name, contact.job_titles, contact.company) == ("", (), "")


def test_a_firm_from_the_domain_is_marked() -> None:
    """Where no firm is named, the domain that site and personal address share is given, for review only."""
    contact = resolve(
        card("Anna Mazur", "Prezes Zarządu", "anna.mazur@lumigra.example", "www.lumigra.example"), Hints()
    )
    (company,) = [field for field in contact.fields if field.kind == "company"]
    assert (company.value, company.rule, company.needs_review) == ("lumigra", "from-domain", True)
    assert company.problem == "The card names no firm; this is the domain of its addresses."
    assert resolve(card("Anna Mazur", "anna.mazur@gmail.com", "www.gmail.com"), Hints()).company == ""


def test_a_card_without_anybody_needs_a_look() -> None:
    """A record without person, firm or a way to reach them is never accepted unseen."""
    assert resolve(card("lorem ipsum"), Hints()).needs_review


def test_confidence_falls_where_values_disagree() -> None:
    """A name that the e-mail address contradicts is less sure than one that it bears out."""
    agreed = resolve(card("Lumigra S.A.", "Anna Mazur", "a.mazur@lumigra.example"), Hints())
    apart = resolve(card("Lumigra S.A.", "Anna Mazur", "z.wilk@lumigra.example"), Hints())
    chance = [next(f.confidence for f in c.fields if f.kind == "name") for c in (agreed, apart)]
    assert chance[0] > chance[1]


CHARACTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHARACTERS, max_size=8))
def test_any_text_is_resolved(texts: list[str]) -> None:
    """Noise, control characters, right-to-left text: no exception, and the text is kept."""
    lines = card(*texts)
    contact = resolve(lines, Hints())
    assert contact.text == tuple(line.text for line in lines if line.text.strip())
    assert all(0 <= field.confidence <= 1 for field in contact.fields)


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "a " * 5_000, "1" * 10_000, "@." * 5_000, "( " * 5_000, ", " * 5_000, "Ltd " * 2_500],
)
def test_long_lines_cost_little(text: str) -> None:
    """A line of ten thousand characters neither raises nor blows up."""
    start = time.process_time()
    resolve(
        (Line((Word(text, 0.5, Box(0, 0, 1000, 20)),)), *card("Jan Kowalski", "jan@acme.example")), Hints()
    )
    assert time.process_time() - start < 2.0


def side(file: str, *texts: str) -> Contact:
    return replace(resolve(card(*texts), Hints()), source=Source(file=file), card_id=file)


FRONT = ("Lumigra S.A.", "Anna Mazur", "Prezes Zarządu", "a.mazur@lumigra.example", "+48 601 555 123")


def test_front_and_back_become_one() -> None:
    """A back with the firm's services follows its front: one contact, nothing wrong added."""
    (both,) = pair_sides(
        [side("1.jpg", *FRONT), side("2.jpg", "LUMIGRA", "oświetlenie biur i hal", "www.lumigra.example")]
    )
    assert both.source.side == "both"
    assert (both.name, both.company, both.websites) == (
        "Anna Mazur",
        "Lumigra S.A.",
        ("www.lumigra.example",),
    )
    assert both.job_titles == ("Prezes Zarządu",)
    assert "oświetlenie biur i hal" in both.text


def test_what_a_back_says_otherwise_is_kept() -> None:
    """The English side's post, firm and address are left over; another person's name is another name."""
    back = ("Lumigra Lighting Ltd.", "Anna Mazur", "President", "ul. Polna 5, 00-950 Warszawa")
    (both,) = pair_sides([side("k_front.jpg", *FRONT), side("k_back.jpg", *back, "a.mazur@lumigra.example")])
    assert (both.company, both.job_titles) == ("Lumigra S.A.", ("Prezes Zarządu",))
    assert {"Lumigra Lighting Ltd.", "President"} <= set(both.leftover)
    other = ("Piotr Lis", "Handlowiec", "p.lis@lumigra.example")
    (both,) = pair_sides([side("k_front.jpg", *FRONT), side("k_back.jpg", *other)])
    assert (both.name, both.other_names) == ("Anna Mazur", ("Piotr Lis",))


def test_file_names_say_which_side() -> None:
    """x_front and x_back belong together wherever they stand, whatever they say."""
    contacts = [
        side("x_back.jpg", "www.lumigra.example"),
        side("y.jpg", "Jan Żak", "jan@zak.example"),
        side("x_front.jpg", *FRONT),
    ]
    paired = pair_sides(contacts)
    assert [contact.source.side for contact in paired] == ["both", "front"]
    assert paired[0].card_id == "x_front.jpg"


def test_colleagues_stay_apart() -> None:
    """Two people of one firm are two contacts, and so are two photos of one side."""
    colleague = ("Lumigra S.A.", "Piotr Lis", "Handlowiec", "p.lis@lumigra.example")
    assert len(pair_sides([side("1.jpg", *FRONT), side("2.jpg", *colleague)])) == 2
    assert len(pair_sides([side("1.jpg", *FRONT), side("2.jpg", *FRONT)])) == 2


@pytest.mark.parametrize(
    ("texts", "posts"),
    [
        (("Anna Mazur", "Chief Agronomist &", "Co-Founder"), ("Chief Agronomist & Co-Founder",)),
        (
            ("Anna Mazur", "Lighting Designer", "Relighter", "Production Electrician"),
            ("Lighting Designer", "Relighter", "Production Electrician"),
        ),
        (
            ("Anna Mazur", "Chair in Particle Physics", "Associate Dean (Doctoral College)"),
            ("Chair in Particle Physics", "Associate Dean (Doctoral College)"),
        ),
        (("Anna Mazur", "REALTOR®"), ("REALTOR®",)),
        (("Anna Mazur", "removals · caterer · transport"), ()),
    ],
)
def test_posts_by_the_lines_beside_them(texts: tuple[str, ...], posts: tuple[str, ...]) -> None:
    """A line that breaks off goes on; between two posts stands a third; services in a row are none."""
    lines = card("Lumigra S.A.", " ", *texts, " ", "a.mazur@lumigra.example", step=36)
    assert resolve(lines, Hints()).job_titles == posts


def test_of_two_people_on_a_row_the_left_one_is_first() -> None:
    """Though the right one is printed a hair higher."""
    left, right = card("Anna Mazur")[0], card("Piotr Lis")[0]
    moved = Line(
        tuple(
            replace(word, box=Box(word.box.left + 500, -2, word.box.right + 500, 22)) for word in right.words
        )
    )
    below = tuple(
        Line(
            tuple(
                replace(w, box=Box(w.box.left, w.box.top + 60, w.box.right, w.box.bottom + 60))
                for w in line.words
            )
        )
        for line in card("anna@lumigra.example", "piotr@lumigra.example")
    )
    contact = resolve((moved, left, *below), Hints())
    assert (contact.name, contact.other_names) == ("Anna Mazur", ("Piotr Lis",))


def test_a_sign_between_a_firms_words_is_the_ampersand_of_its_domain() -> None:
    """Readers see "È" or a figure in a script's "&"."""
    contact = resolve(card("Moss È Marrow", "Anna Mazur", "anna@mossandmarrow.example"), Hints())
    assert contact.company == "Moss & Marrow"


def test_an_initial_opens_a_firms_name() -> None:
    contact = resolve(
        card("D. MAZUREK & DAUGHTER", "Anna Lis", "601 555 123", "anna@mazurek.example"), Hints()
    )
    assert contact.company == "D. MAZUREK & DAUGHTER"


def test_degrees_below_a_post_are_the_names() -> None:
    """They are no department, though they stand where one would."""
    lines = card(
        "Polna Ltd.",
        " ",
        "Anna Mazur",
        "Senior Surveyor",
        "BSc (Hons), MRICS",
        " ",
        "a.mazur@polna.example",
        step=36,
    )
    contact = resolve(lines, Hints())
    assert (contact.department, contact.name_suffix) == ("", "BSc (Hons), MRICS")


def test_a_traders_firm_with_the_owners_name() -> None:
    """Behind the mark of a firm a name is the owner's, and the line is the firm's."""
    lines = card(
        "TERMO-KLIN", " ", "Jan Mazur", "właściciel", " ", "P.H.U. TERMO-KLIN Jan Mazur", "tel. 601 555 123"
    )
    assert resolve(lines, Hints()).company == "P.H.U. TERMO-KLIN Jan Mazur"


def test_whom_a_firm_belongs_to_is_not_the_firm() -> None:
    lines = card(
        "Foothill Truck Centre",
        "A division of Mazur Holdings Ltd.",
        " ",
        "Anna Lis",
        "anna@foothilltruck.example",
    )
    assert resolve(lines, Hints()).company == "Foothill Truck Centre"


def test_a_site_run_on_into_an_address() -> None:
    """The reader lost the space between them."""
    contact = resolve(card("Anna Mazur", "polna.examplehire@polna.example"), Hints())
    assert (contact.emails, contact.websites) == (("hire@polna.example",), ("polna.example",))
