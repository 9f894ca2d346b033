"""Sample claims of one real story, and the loader that plays their histories through `changes`."""

from seeds.loading import load

__all__ = ["load"]
