"""The LSP edge: the only part that knows pygls. One file per feature."""
