"""What happened: the append-only log of events, its words, its keys and its proof."""
