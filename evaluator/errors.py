"""What services refuse, as codes with parameters; sentences are made where they are shown."""


class DomainError(Exception):
    """A request that the domain refuses: a stable code and parameters, no markup, no sentence."""

    status = 409

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(f"{code}: {parameters}" if parameters else code)


class NotSignedIn(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """Nobody is signed in."""

    status = 401


class NotAllowed(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """The actor's role does not permit this."""

    status = 403


class NotFound(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """There is no such object within the actor's scope."""

    status = 404


class NotReady(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """The object is not in a state that permits this."""


class Duplicate(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """The database already holds such a row."""


class Stale(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """The object was changed by someone else since it was read."""


class Invalid(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """A value is not acceptable; ``field`` names where it stands."""

    status = 422


class TooManyAttempts(DomainError):  # noqa: N818 - a refusal, named as the domain says it
    """Slow down: the door stays shut for a while."""

    status = 429
