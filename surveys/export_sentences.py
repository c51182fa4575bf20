"""What is said about files that leave the platform."""

from evaluator.wording.texts import N_

EXPORT_SENTENCES = {
    "export_unknown": N_("“%(found)s” is not offered here; allowed: %(allowed)s."),
    "export_gone": N_("This file is no longer there. Files are kept for a day; ask for it again."),
    "export_too_long": N_(
        "%(found)s rows do not fit this format, which takes %(allowed)s; CSV and Parquet take any."
    ),
}
