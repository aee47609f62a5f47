"""The kernel's vocabulary: pure values, no tables, no clock."""

from guomen.kernel.terms.codes import (
    container_number_fault,
    country_code_fault,
    goods_code_fault,
    uscc_fault,
)
from guomen.kernel.terms.people import Capability, OfficeLevel, Role
from guomen.kernel.terms.periods import Period
from guomen.kernel.terms.quantities import Quantity, UnitMismatch
from guomen.kernel.terms.reasons import Outcome, Reason, Text
from guomen.kernel.terms.refusals import Conflict, Fault, Missing, NotPermitted, Refusal, Where
from guomen.kernel.terms.subjects import SubjectRef

__all__ = [
    "Capability",
    "Conflict",
    "Fault",
    "Missing",
    "NotPermitted",
    "OfficeLevel",
    "Outcome",
    "Period",
    "Quantity",
    "Reason",
    "Refusal",
    "Role",
    "SubjectRef",
    "Text",
    "UnitMismatch",
    "Where",
    "container_number_fault",
    "country_code_fault",
    "goods_code_fault",
    "uscc_fault",
]
