"""The way from where a person stands to the head of the track: steps, their proof and dates."""
