"""Web sites and e-mail domains check each other: both usually stand on the card, and are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.contact import Field
from parsers.lines import Line
from parsers.repair import confusable
from parsers.words import word_list

REPAIR = "domain from the card"


def agree(fields: Sequence[Field], lines: Sequence[Line]) -> tuple[Field, ...]:
    """``fields``, with the domain of a web site or an e-mail mended where the other's is it misread.

    Of two domains that differ in look-alike shapes alone, the surer field's is taken for both; a domain
    that another reading of the field's own line has is taken whatever the shapes. What was read stays in
    the mended field's problem. Domains of mail providers say nothing.
    """
    mended = list(fields)
    hosts = {host_of(field.value) for field in fields if field.kind == "websites"}
    for site in [n for n, field in enumerate(fields) if field.kind == "websites"]:
        host = host_of(mended[site].value)
        mails = [n for n, field in enumerate(mended) if field.kind == "emails"]
        domains = {n: mended[n].value.partition("@")[2] for n in mails}
        if host in domains.values():
            continue
        for mail, domain in domains.items():
            if domain in word_list("mail_domains.txt") or domain in hosts:
                continue  # a site beside one that has the mail's domain is another site
            if _on_one_line(mended[site], mended[mail]):
                continue  # whose readings have both
            if _also_read(mended[site], domain, lines):
                mended[site] = _with_domain(mended[site], host, domain)
            elif _also_read(mended[mail], host, lines):
                mended[mail] = _with_domain(mended[mail], domain, host)
            elif not confusable(host, domain):
                continue
            elif mended[mail].confidence >= mended[site].confidence:
                mended[site] = _with_domain(mended[site], host, domain)
            else:
                mended[mail] = _with_domain(mended[mail], domain, host)
            break
    return tuple(mended)


def _on_one_line(site: Field, mail: Field) -> bool:
    return bool({span.line for span in site.spans} & {span.line for span in mail.spans})


def _also_read(field: Field, domain: str, lines: Sequence[Line]) -> bool:
    """Whether another reading of the field's line has ``domain``, as a whole."""
    whole = re.compile(rf"(?<![\w\-.])(?:www\.)?{re.escape(domain)}(?![\w\-])", re.IGNORECASE)
    return any(whole.search(other) for span in field.spans[:1] for other in lines[span.line].others)


def host_of(website: str) -> str:
    """The host of a web site without www: "http://www.polna.example/x" -> "polna.example"."""
    return re.sub(r"^(?:https?://)?(?:www\d?\.)?", "", website.lower()).split("/")[0]


def _with_domain(field: Field, read: str, right: str) -> Field:
    start = field.value.lower().rindex(read)
    value = field.value[:start] + right + field.value[start + len(read) :]
    problem = field.problem or f"It was read as {read}; the card has {right} elsewhere."
    return replace(field, value=value, repairs=(*field.repairs, REPAIR), problem=problem)
