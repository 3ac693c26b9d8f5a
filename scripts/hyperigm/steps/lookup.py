"""`hyperigm lookup`: one allele asked of a server. The only command that sends anything of a patient."""

from collections.abc import Iterator

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.download import Server
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.sources import load_sources
from hyperigm.edges.vep_rest import VepAnswer, ask_vep
from hyperigm.errors import InputError, Problem

CONSENT = "--yes-send-this-allele"


def lookup(text: str, build: Build, base_url: str, consent: bool, server: Server) -> str:
    """What Ensembl VEP says of CHROM-POS-REF-ALT, as lines.

    Raises InputError without consent, and for an allele that is none of the six genes on that build: before
    anything is sent.
    """
    reference = load_reference(build)
    allele = _allele(text, reference)
    url = _url(build, base_url)
    if not consent:
        what = f"{allele.key} ({build}) would be sent to {url}: a rare allele can identify who carries it"
        raise InputError(Problem("lookup", what, f"where you may do that, add {CONSENT}; nothing was sent"))
    lines = [f"{allele.key} ({build}) was sent to {url}", *_lines(ask_vep(server, url, allele), allele)]
    return "\n".join(lines)


def _url(build: Build, base_url: str) -> str:
    file = next(file for file in load_sources()["vep"].files if file.build is build)
    return f"{base_url.rstrip('/')}/vep/human/region" if base_url else file.path


def _allele(text: str, reference: Reference) -> Allele:
    """The allele, proved to lie in a gene and to have the REF of the build."""
    parts = text.split("-")
    if len(parts) != 4 or not parts[1].isdigit():
        raise _refused(text, "is not CHROM-POS-REF-ALT", "write it as chrX-136648355-T-A")
    chrom = reference.canonical(parts[0])
    allele = Allele(chrom or parts[0], int(parts[1]), parts[2].upper(), parts[3].upper())
    if not allele.is_sequence or not allele.ref:
        raise _refused(text, "is not spelled in bases", "write it as chrX-136648355-T-A")
    places = (region for region in reference.regions if region.chrom == chrom)
    if not any(region.start <= allele.pos and allele.last <= region.end for region in places):
        raise _refused(
            text, f"lies outside the six genes on {reference.build}", "check the place and --build"
        )
    bases = reference.fetch(allele.chrom, allele.pos, allele.last)
    if "N" not in bases and bases != allele.ref:
        raise _refused(text, f"REF is {bases} on {reference.build}", "check the place and --build")
    return allele


def _refused(text: str, what: str, mend: str) -> InputError:
    return InputError(Problem(text, f"{what}; nothing was sent", mend))


def _lines(answer: VepAnswer, allele: Allele) -> Iterator[str]:
    yield f"most severe consequence: {answer.most_severe_consequence or 'not said'}"
    ranked = sorted(answer.transcript_consequences, key=lambda said: said.mane_select is None)
    for said in ranked:
        name = said.hgvsc or said.transcript_id
        terms = "&".join(said.consequence_terms)
        mane = " (MANE Select)" if said.mane_select else ""
        yield f"{said.gene_symbol} {name}{mane}: {said.hgvsp or 'no protein name'}, {terms}"
    for known in answer.colocated_variants:
        if known.clin_sig:
            yield f"{known.id}: ClinVar as Ensembl has it for the place: {', '.join(known.clin_sig)}"
        for population, value in sorted((known.frequencies or {}).get(allele.alt, {}).items()):
            yield f"{known.id}: frequency {population} {value:.6g}"
