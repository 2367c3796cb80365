"""The pages about the person: what is known of them, where they stand, their roadmap, practice."""
