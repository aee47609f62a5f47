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
from guomen.laboratory.operations.reporting import authorise_and_report, report_result, withdraw_report
from guomen.laboratory.operations.results import enter_result, enter_results, refused_results
from guomen.laboratory.operations.reviewing import authorise_results, return_results, review_results

__all__ = [
    "apply_limit",
    "authorise_and_report",
    "authorise_results",
    "cancel_sample",
    "dispose_of_sample",
    "draw_sample",
    "enter_result",
    "enter_results",
    "hand_over_sample",
    "order_sample",
    "prepare_sample",
    "receive_sample",
    "refuse_sample",
    "refused_results",
    "report_result",
    "return_results",
    "review_results",
    "store_sample",
    "withdraw_report",
]
