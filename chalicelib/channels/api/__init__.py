"""The public API under /api/v1: contacts and articles for other programs. The code is its own OpenAPI document."""
