"""Where a person stands: the corpus's rubric, and what of it their own words show."""
