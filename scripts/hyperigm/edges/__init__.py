"""The edges: what touches files, htslib, templates, network or clock, and feeds the core from them."""
