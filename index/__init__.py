"""Finds passages: documents to sections, passages, vectors, and ranked passages."""
