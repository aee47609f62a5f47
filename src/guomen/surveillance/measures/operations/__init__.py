"""What is done with measures: imposed, carried out, lifted, by persons and by rule."""

from guomen.surveillance.measures.operations.executing import complete_execution, order_execution
from guomen.surveillance.measures.operations.imposing import impose_by_rule, impose_measure
from guomen.surveillance.measures.operations.lifting import consider_lifting, lift_by_rule, lift_measure, record_remedy

__all__ = [
    "complete_execution",
    "consider_lifting",
    "impose_by_rule",
    "impose_measure",
    "lift_by_rule",
    "lift_measure",
    "order_execution",
    "record_remedy",
]
