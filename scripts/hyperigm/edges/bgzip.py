"""VCF text as a bgzipped file with its tabix index, whole or not at all; the same bytes on every run."""

from pathlib import Path

from hyperigm.edges.store import written_whole


def write_indexed_vcf(path: Path, text: str) -> None:
    """Writes `path` (.vcf.gz) and `path`.tbi. text: a sorted VCF.

    The index takes its place last: between the two a reader sees an older index, which tools warn of.
    """
    import pysam

    index = Path(f"{path}.tbi")
    with written_whole(index) as index_part, written_whole(path) as part:
        with pysam.BGZFile(str(part), "wb", None) as handle:
            handle.write(text.encode("utf-8"))
        pysam.tabix_index(str(part), preset="vcf", force=True, keep_original=True, index=str(index_part))
