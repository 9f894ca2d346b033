"""Measures Hearsay against the bare driver and its nearest peer, as ratios within one run."""
