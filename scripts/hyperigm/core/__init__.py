"""The pure core: frozen values in, frozen values out. No files, no htslib, no clock, no globals."""
