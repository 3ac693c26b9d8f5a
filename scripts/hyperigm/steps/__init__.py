"""One module per step of the workflow: each reads files, calls the core, writes files."""
