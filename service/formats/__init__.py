"""Rows out, in the forms that programs and people take them: one pure file per format."""
