"""What each number of the ledger means."""
