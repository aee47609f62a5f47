"""What changes the record of parties. Each verb has a set-based form; one is a set of one."""

from guomen.parties.operations.authorisations import (
    grant_authorisation,
    grant_authorisations,
    reinstate_authorisation,
    suspend_authorisation,
    withdraw_authorisation,
)
from guomen.parties.operations.operators import (
    register_operator,
    register_operators,
    set_enterprise_class,
    set_enterprise_classes,
)
from guomen.parties.operations.permits import write_off

__all__ = [
    "grant_authorisation",
    "grant_authorisations",
    "register_operator",
    "register_operators",
    "reinstate_authorisation",
    "set_enterprise_class",
    "set_enterprise_classes",
    "suspend_authorisation",
    "withdraw_authorisation",
    "write_off",
]
