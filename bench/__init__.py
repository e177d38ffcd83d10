"""Measurements of Common Ground, repeatable on any machine. See README.md here."""
