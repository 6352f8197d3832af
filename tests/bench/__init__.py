"""Benchmarks: each prints JSON lines, and last its summary, beside a reference of the same run. No test asserts a time."""
