"""The parts of a sample's page: what each shows, gathered from the result; the templates only write it."""
