"""The ways in: command line, browser and Slack."""
