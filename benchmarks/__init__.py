"""Measurements: each prints what a number in the documentation says, from data that it names."""
