"""Pages of support: for everybody, for who asks, for who answers."""
