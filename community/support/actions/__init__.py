"""Writes of support: a verb a function, one transaction each, side effects on commit."""
