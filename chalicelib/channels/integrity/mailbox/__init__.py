"""The reporter's mailbox."""
