"""What people look at: tables derived from the ledger, each with its one pure way of being filled."""
