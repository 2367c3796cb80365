"""What a person says of themselves: facts, each with the words that it came from."""
