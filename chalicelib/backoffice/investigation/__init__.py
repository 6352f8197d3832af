"""The confidential house: where investigators work."""
