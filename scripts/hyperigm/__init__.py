"""hyperigm: does this patient's VCF explain a hyper-IgM syndrome, and what could it not have shown?"""

__version__ = "0.1.0"
