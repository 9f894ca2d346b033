"""What `hearsay` can be told to do, a module per kind of thing."""
