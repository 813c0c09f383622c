"""Domains where anybody can have an address: a code sent there proves nothing about an organisation."""

FREE_MAIL = frozenset((
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "t-online.de", "freenet.de",
    "mail.de", "mail.com", "email.de", "posteo.de", "posteo.net", "mailbox.org", "outlook.com", "outlook.de", "hotmail.com",
    "hotmail.de", "live.com", "live.de", "msn.com", "yahoo.com", "yahoo.de", "ymail.com", "aol.com", "aol.de", "icloud.com",
    "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tutanota.de", "tuta.com", "tuta.io", "arcor.de",
    "online.de", "kabelmail.de", "vodafone.de", "1und1.de", "o2mail.de", "o2online.de", "unitybox.de", "magenta.de", "yandex.ru",
    "yandex.com", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "i.ua", "wp.pl", "o2.pl", "onet.pl",
    "interia.pl", "zoho.com", "fastmail.com", "hey.com",
))  # fmt: skip


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at this domain or at the one above it."""
    labels = domain.strip().lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in FREE_MAIL for start in range(len(labels)))
