"""Words of the room of parties for screens, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from guomen.parties.terms import AuthorisationKind, AuthorisationState, OperatorRole

KINDS = {
    AuthorisationKind.ESTABLISHMENT_REGISTRATION: _("establishment registration"),
    AuthorisationKind.IMPORTER_FILING: _("importer filing"),
    AuthorisationKind.EXPORTER_FILING: _("exporter filing"),
    AuthorisationKind.QUARANTINE_PERMIT: _("quarantine permit"),
    AuthorisationKind.GREEN_CHANNEL: _("green channel"),
    AuthorisationKind.DIRECT_RELEASE: _("direct release"),
    AuthorisationKind.PRESENTED_CERTIFICATE: _("presented certificate"),
}
STATES = {
    AuthorisationState.APPLIED: _("applied for"),
    AuthorisationState.VALID: _("valid"),
    AuthorisationState.SUSPENDED: _("suspended"),
    AuthorisationState.WITHDRAWN: _("withdrawn"),
}
MOVES = {
    AuthorisationState.VALID: _("Reinstate"),
    AuthorisationState.SUSPENDED: _("Suspend"),
    AuthorisationState.WITHDRAWN: _("Withdraw"),
}
ROLES = {
    OperatorRole.IMPORTER: _("importer"),
    OperatorRole.EXPORTER: _("exporter"),
    OperatorRole.PRODUCER: _("producer"),
    OperatorRole.DECLARANT: _("declarant"),
    OperatorRole.CARRIER: _("carrier"),
    OperatorRole.PLATFORM: _("platform"),
    OperatorRole.WAREHOUSE: _("warehouse"),
}
