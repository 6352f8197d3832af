"""What the confidential house remembers: in its own tables, bucket and keys."""
