"""`chalice package`, and what it cannot say: a function per group of paths, compiled zips, static files by content."""
