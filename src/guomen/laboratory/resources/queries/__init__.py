"""Which method covers a test, who may do it, whether an instrument may be used. Days that end something count in."""

from guomen.laboratory.resources.queries.competences import (
    competences_on,
    matrix,
    may_perform,
    may_review,
    people_of,
    require_competence,
)
from guomen.laboratory.resources.queries.instruments import (
    Coverage,
    coverage,
    due_on,
    dues,
    instruments_due,
    require_verified,
)
from guomen.laboratory.resources.queries.laid_down import intervals, self_check_items
from guomen.laboratory.resources.queries.reading import (
    instrument,
    laboratories,
    method,
    visible_instruments,
    visible_materials,
    visible_methods,
)
from guomen.laboratory.resources.queries.scopes import ScopeBook, scope_book, scope_of, scopes_for, valid_methods

__all__ = [
    "Coverage",
    "ScopeBook",
    "competences_on",
    "coverage",
    "due_on",
    "dues",
    "instrument",
    "instruments_due",
    "intervals",
    "laboratories",
    "matrix",
    "may_perform",
    "may_review",
    "method",
    "people_of",
    "require_competence",
    "require_verified",
    "scope_book",
    "scope_of",
    "scopes_for",
    "self_check_items",
    "valid_methods",
    "visible_instruments",
    "visible_materials",
    "visible_methods",
]
