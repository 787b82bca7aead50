"""Mailboxes of a firm or a desk, which many people share: they say nothing of a person."""

from __future__ import annotations

from parsers.words import squeeze, word_list


def is_shared(mailbox: str) -> bool:
    """Whether an e-mail address, or its part before the @, is nobody's own: "info@...", "biuro2"."""
    local = mailbox.partition("@")[0].rstrip("0123456789.-_")
    return squeeze(local) in word_list("shared_mailboxes.txt")
