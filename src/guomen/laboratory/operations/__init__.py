"""What may be done with samples and results: the only place where the laboratory writes."""

from guomen.laboratory.operations.custody import (
    cancel_sample,
    dispose_of_sample,
    draw_sample,
    hand_over_sample,
    prepare_sample,
    receive_sample,
    refuse_sample,
    store_sample,
)
from guomen.laboratory.operations.ordering import apply_limit, order_sample
from guomen.laboratory.operations.results import enter_result, report_result

__all__ = [
    "apply_limit",
    "cancel_sample",
    "dispose_of_sample",
    "draw_sample",
    "enter_result",
    "hand_over_sample",
    "order_sample",
    "prepare_sample",
    "receive_sample",
    "refuse_sample",
    "report_result",
    "store_sample",
]
