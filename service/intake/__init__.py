"""Text in, domain values out: the one strict way in for every door and file."""
