"""Departments: no account, only the secret link of a referral."""
