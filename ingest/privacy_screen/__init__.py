"""Looks like a person? Refused, and nothing is kept."""
