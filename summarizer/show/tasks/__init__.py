"""A report broken down into tasks, as a government office hands them out, and what became of them."""
