"""What the coach knows: one Markdown file a section. Data only."""
