"""One module per command, the workflow's steps among them: each reads files, calls the core, writes files."""
