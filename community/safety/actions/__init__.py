"""Writes of the safe space: a verb a module, one transaction each, side effects on commit."""
