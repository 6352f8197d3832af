"""Static files and their addresses.

A file's address holds a hash of what is in it, so that browsers and CloudFront keep it for ever and a change is a new
address.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).with_name("static")
PREFIX: Final = "/static/"


@cache
def static(name: str) -> str:
    """Give the address of a static file: look.css -> /static/look.1a2b3c4d5e.css. Raises FileNotFoundError."""
    return PREFIX + hashed_name(STATIC / name)


def hashed_name(file: Path) -> str:
    """Give the name under which a static file is published."""
    return f"{file.stem}.{sha256(file.read_bytes()).hexdigest()[:10]}{file.suffix}"


def static_files() -> dict[str, Path]:
    """All static files by the name under which they are published, for packaging and for the local front door."""
    return {hashed_name(file): file for file in sorted(STATIC.iterdir()) if file.is_file()}
