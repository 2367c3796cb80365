"""The ways in: command line and browser."""
