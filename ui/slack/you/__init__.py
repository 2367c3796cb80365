"""What Slack shows people of themselves, in direct messages: profile, gaps, roadmap, practice."""
