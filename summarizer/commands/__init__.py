"""What each command does, between the command line and the library; one module for each family of commands."""
