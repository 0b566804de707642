"""The `verimentor` command, one file per subcommand."""
