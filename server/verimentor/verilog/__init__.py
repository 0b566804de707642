"""What the code says: parsing, compiling, simulating. Knows no model and no editor."""
