"""The commands around collection: bringing in answers that were collected elsewhere."""

from pathlib import Path

import click

from evaluator.wording.texts import N_, translate
from surveys.terminal import as_json, counted, language, refusals_told, say, show


@click.command("import-answers")
@click.argument("answers", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    required=True,
    type=click.Path(path_type=Path),
    help="TOML file that says which column is what.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Bundle to write."
)
@language
@as_json
def import_answers(answers: Path, mapping: Path, output: Path, locale: str, is_json: bool) -> None:
    """Turn FILE (CSV or Excel from any survey tool) into a bundle that can be scored."""
    from surveys.imports import answers as imports

    with refusals_told(locale, is_json):
        reading = translate(N_("Reading answers"), locale)
        with counted(reading, translate(N_("rows"), locale), is_json) as advance:
            bundle = imports.import_answers(answers, mapping, output, advance)
        rows, providers = imports.extent(bundle)
    if is_json:
        show(
            {
                "bundle": str(output),
                "hash": bundle.digest,
                "plan_hash": bundle.plan.digest,
                "responses": rows,
                "providers": providers,
            }
        )
        return
    say(
        N_("%(rows)s responses of %(providers)s providers are in the bundle %(bundle)s."),
        locale,
        rows=rows,
        providers=providers,
        bundle=output,
    )
    say(N_("Bundle hash: %(hash)s"), locale, hash=bundle.digest)
    say(N_("Plan hash: %(hash)s"), locale, hash=bundle.plan.digest)
