"""Web sites and e-mail domains check each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.contact import Field, Span
from parsers.domains import agree, host_of
from parsers.lines import Box, Line, Word

MAIL = Field("emails", "anna@polna.example", "", 0.97, Box(0, 0, 1, 1), "both", "agreed")
SITE = Field("websites", "www.po1na.example/kontakt", "", 0.8, Box(0, 0, 1, 1), "paddle", "www")


def test_the_surer_domain_is_taken_for_both() -> None:
    """A misread site takes the e-mail's domain, and the other way round."""
    mail, site = agree([MAIL, SITE], ())
    assert (mail, site.value) == (MAIL, "www.polna.example/kontakt")
    assert site.repairs == ("domain from the card",)
    assert site.problem is not None
    mail, site = agree([replace(MAIL, confidence=0.5), SITE], ())
    assert (mail.value, site) == ("anna@po1na.example", SITE)


@pytest.mark.parametrize(
    ("mail", "site"),
    [
        ("anna@polna.example", "www.polna.example"),
        ("anna@lesna.example", "www.polna.example"),
        ("anna@gmail.com", "www.gmai1.com"),
        ("anna@pl.polna.example", "www.polna.example"),
    ],
)
def test_what_is_no_misreading_stays(mail: str, site: str) -> None:
    """Equal domains, other domains and mail providers are left alone."""
    fields = (replace(MAIL, value=mail), replace(SITE, value=site))
    assert agree(fields, ()) == fields


def test_another_reading_that_agrees_is_taken() -> None:
    """Any letters may differ where a reader has seen the domain that the e-mail has."""
    line = Line((Word("www.pona.example", 0.9, Box(0, 0, 1, 1)),), ("http//www.polna.example/",))
    site = replace(SITE, value="www.pona.example", spans=(Span(0, 0, 16),))
    assert agree([MAIL, site], (line,))[1].value == "www.polna.example"
    assert agree([MAIL, site], (replace(line, others=()),))[1] == site


def test_host_of() -> None:
    """Scheme, www and path are no part of the host."""
    assert host_of("http://WWW.Polna.example/x") == "polna.example"
