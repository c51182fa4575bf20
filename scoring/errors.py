"""What can go wrong in scoring: a code, the place, what was found, what is allowed."""


class ScoringError(ValueError):
    """Input that cannot be scored.

    Carries a stable ``code`` and the ``parameters`` a reader needs (by custom ``where``, ``found``
    and ``allowed``); the sentence in the reader's language is made where it is shown.
    """

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters = parameters
        details = ", ".join(f"{name}={value!r}" for name, value in parameters.items())
        super().__init__(f"{code}: {details}" if details else code)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.parameters)


def _rebuild(kind: type[ScoringError], code: str, parameters: dict[str, object]) -> ScoringError:
    """Carry an error whole through process borders, where pickling would drop its parameters."""
    return kind(code, **parameters)


class PlanError(ScoringError):
    """The plan contradicts itself or names what is not there."""


class BundleError(ScoringError):
    """A bundle is missing a part, was altered, or does not fit its plan."""


class MethodError(ScoringError):
    """A method was asked for something outside its domain."""
