"""The edges: the only modules that touch files, htslib, data frames, the network or the clock."""
