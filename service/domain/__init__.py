"""What is true: plain Python, the standard library only, no clock, no database, no network."""
