"""Addresses for e-mail, as they are compared and given to a mail service. Standard library only."""


def in_ascii(address: str) -> str:
    """An address with its domain in Punycode (RFC 5891), as SES wants it and as mails bring it. What cannot be written so
    stays as it is."""
    if address.isascii():
        return address
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
