"""What members type → safe HTML."""
