"""Who acts: roles, what a role may do, and the levels of offices."""

from enum import StrEnum


class OfficeLevel(StrEnum):
    """Headquarters, directly subordinate bureau (直属局), branch (分支机构)."""

    HEADQUARTERS = "headquarters"
    BUREAU = "bureau"
    BRANCH = "branch"


class Role(StrEnum):
    """What a person is here for. Which capabilities a role has is data: reference/role_capabilities.csv."""

    PORT_OFFICER = "port_officer"
    DUTY_MANAGER = "duty_manager"
    LABORATORY_ANALYST = "laboratory_analyst"
    LABORATORY_MANAGER = "laboratory_manager"
    RISK_ANALYST = "risk_analyst"
    HEADQUARTERS = "headquarters"
    AUDITOR = "auditor"
    TRADER = "trader"
    SENDER = "sender"
    OPERATOR = "operator"


class Capability(StrEnum):
    """What a person may do; checked in operations, shown or hidden by faces."""

    LODGE = "lodge"
    VIEW_CONSIGNMENTS = "view_consignments"
    VIEW_PROFILE_REASONS = "view_profile_reasons"
    INSPECT = "inspect"
    MANAGE_SHIFT = "manage_shift"
    OVERRIDE_CHANNEL = "override_channel"
    APPROVE_OVERRIDE = "approve_override"
    ISSUE_CONTROL_ORDER = "issue_control_order"
    STUDY_TARGETING = "study_targeting"
    SIGN_MODEL = "sign_model"
    TEST = "test"
    AUTHORISE_RESULT = "authorise_result"
    MANAGE_LABORATORY = "manage_laboratory"
    SIGN_DISPOSITION = "sign_disposition"
    IMPOSE_MEASURE = "impose_measure"
    REPORT_SIGNAL = "report_signal"
    WATCH_RISKS = "watch_risks"
    ASSESS_RISK = "assess_risk"
    PROPOSE_ALERT = "propose_alert"
    SIGN_ALERT = "sign_alert"
    SEE_INFORMANT = "see_informant"
    EDIT_REFERENCE = "edit_reference"
    PLAN_PROGRAMME = "plan_programme"
    SIGN_PROGRAMME = "sign_programme"
    AUDIT = "audit"
    OPERATE = "operate"
    TRADE = "trade"
