"""What may be done with methods, competence, instruments and reference materials."""

from guomen.laboratory.resources.operations.competences import grant_competence, withdraw_competence
from guomen.laboratory.resources.operations.instruments import (
    move_instrument,
    register_instrument,
    register_instruments,
)
from guomen.laboratory.resources.operations.materials import register_material, withdraw_material
from guomen.laboratory.resources.operations.methods import add_scope, end_method, register_method, revise_method

__all__ = [
    "add_scope",
    "end_method",
    "grant_competence",
    "move_instrument",
    "register_instrument",
    "register_instruments",
    "register_material",
    "register_method",
    "revise_method",
    "withdraw_competence",
    "withdraw_material",
]
