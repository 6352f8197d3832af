"""The confidential house: roads in."""
