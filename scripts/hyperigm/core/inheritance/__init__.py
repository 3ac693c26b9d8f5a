"""From genotypes, sex and family to a verdict for each variant and disease entity, with its reason.

`engine.verdicts` judges one gene of one person; `case.build_case` collects what it needs. The rules are the
rows of resources/panel/inheritance_*.tsv; the modules here find the facts the rows ask for: `genotypes` what
one call says, `alleles` whether the allele is of the entity's kind, `phase` how two hits lie, `segregation`
what the family allows, `origin` which parent an allele came from. Whether the people are who the sheet says
is asked of whole files, in `hyperigm.core.relatedness`.
"""
