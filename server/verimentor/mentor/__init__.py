"""Repairs what the student cannot: deterministic rules first, then the model the user names."""
