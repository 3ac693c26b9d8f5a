"""ACMG/AMP criteria as points, each with the sentence why and the numbers it used.

The rules are the tables of resources/acmg; the modules here find the facts the tables ask for: `pvs1` what a
loss-of-function allele leaves of the protein, `population` how frequent the allele is, `molecular` what is
known of the residue and what predictors say, `patient` what the genotype and the family add. `points` adds
them up. ClinVar's word on the allele itself is never counted.
"""
