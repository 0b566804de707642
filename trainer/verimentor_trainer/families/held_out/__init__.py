"""Families of kinds that training never sees; measuring draws them to tell what the student makes of a new design."""
