"""Which clauses promise an action, and of what kind."""
