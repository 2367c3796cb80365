"""The Slack bot: Slack's events in, the coach's answers out in Slack's markup."""
