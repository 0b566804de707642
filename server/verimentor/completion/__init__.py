"""Ghost text that behaves: what the student hears, what of its answer is shown, when it is asked and what is kept."""
