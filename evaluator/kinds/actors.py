"""The actor: who asks, for which organisation, with which permissions."""

from dataclasses import dataclass

from evaluator.errors import NotAllowed
from evaluator.kinds.roles import permissions_of


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person acting for one organisation."""

    account_id: int
    name: str
    organisation_id: int
    roles: frozenset[str]

    @property
    def permissions(self) -> frozenset[str]:
        """What the roles permit."""
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """Whether this is permitted."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Refuse unless this is permitted."""
        if not self.may(permission):
            raise NotAllowed("not_allowed", permission=permission)
