"""The validation as one HTML page that a laboratory can file; the report's style, no script, no network."""

from collections.abc import Mapping, Sequence

from hyperigm.core.validation import ALL, Outcome, Sensitivity
from hyperigm.edges.html import software, template


def validation_html(
    facts: Mapping[str, str],
    rows: Sequence[Sensitivity],
    outcomes: Sequence[Outcome],
    cautions: Sequence[str] = (),
) -> str:
    """The page. facts: label -> value, of the file and its style; cautions: what the headline must say."""
    whole = next((row for row in rows if row.gene == row.kind == row.state == ALL), None)
    page = template().environment.get_template("validation.html.j2")
    left_out = [one for one in outcomes if one.found is None]
    reasons = dict.fromkeys((one.spike.known.gene, one.spike.state, one.why) for one in left_out)
    counted = [
        (*key, sum((o.spike.known.gene, o.spike.state, o.why) == key for o in left_out)) for key in reasons
    ]
    return page.render(
        facts=facts,
        cautions=cautions,
        rows=[row for row in rows if row.gene != ALL],
        totals=[row for row in rows if row.gene == ALL],
        whole=whole,
        missed=[one for one in outcomes if one.found is False],
        left_out=counted,
        software=software(),
    )
