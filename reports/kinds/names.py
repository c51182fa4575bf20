"""The codes of proposals, the words for classes and sources, the shade of each state."""

from evaluator.wording.texts import N_

BRIDGE, RENEW, RENEW_CONDITIONS, RECTIFY, NOT_RENEW = "D0", "D1", "D2", "D3", "D4"
CLASSES = {
    "renew": N_("shown to reach the renewal line"),
    "rectify": N_("shown to be above the exit line, not shown to reach the renewal line"),
    "exit": N_("shown to be below the exit line"),
    "insufficient": N_("the evidence does not permit a class"),
}

SOURCES = {
    "BQ": N_("Beneficiary survey"),
    "PQ": N_("Purchaser survey"),
    "CQ": N_("Village and family survey"),
    "SV": N_("Site visit"),
    "AD": N_("Administrative data"),
    "PN": N_("Expert panel"),
}

# The shade in which a word of state is shown; never the only sign.
SHADES = {
    "excellent": "good",
    "good": "good",
    "fair": "warn",
    "poor": "stop",
    RENEW: "good",
    RENEW_CONDITIONS: "good",
    RECTIFY: "warn",
    NOT_RENEW: "stop",
    BRIDGE: "warn",
}
