"""Writes of live rooms. Locks are taken in one order everywhere: session, seat, room."""
