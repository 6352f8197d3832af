"""What is decided in the confidential house."""
