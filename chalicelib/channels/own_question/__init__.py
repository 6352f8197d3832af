"""An own question behind its secret link."""
