"""What the contact point knows, and who is who in government: read from files and feeds, put where the functions look."""
