"""What the two sides of the confidential house's wall both name. Standard library only."""

from typing import Final

SHOW_CODE: Final = "/postvak/eerdere-link"  # takes the token of a secret link to a case that moved
