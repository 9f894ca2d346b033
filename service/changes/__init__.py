"""The one way to write: read, fold, decide, append, project. Takes a connection and never commits."""
