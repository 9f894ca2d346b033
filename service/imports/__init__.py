"""Files in and out: rows of other systems brought into the ledger, and every event taken out of it."""
