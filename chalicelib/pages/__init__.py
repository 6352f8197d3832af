"""Pages: templates, static files and the catalogue of messages.

Every room uses three functions: `render` makes a page, `t` says a message, `static` gives the address of a static
file. Importing this package costs next to nothing: Jinja2 is imported at the first page that is made.
"""

from chalicelib.pages.assets import static
from chalicelib.pages.catalogue import UnknownMessage, t
from chalicelib.pages.rendering import render

__all__ = ["UnknownMessage", "render", "static", "t"]
