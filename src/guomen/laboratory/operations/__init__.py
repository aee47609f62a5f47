"""What may be done with samples and results: the only place where the laboratory writes."""

from guomen.laboratory.operations.assigning import assign_tests
from guomen.laboratory.operations.binding import bind_advance_sample
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
from guomen.laboratory.operations.files import add_sample_files
from guomen.laboratory.operations.ordering import apply_limit, order_sample
from guomen.laboratory.operations.portions import (
    dispose_of_portion,
    keep_portion,
    report_portion_lost,
    split_sample,
    use_portion,
)
from guomen.laboratory.operations.reporting import authorise_and_report, report_result, withdraw_report
from guomen.laboratory.operations.results import enter_result, enter_results, refused_results
from guomen.laboratory.operations.retesting import order_retest
from guomen.laboratory.operations.reviewing import authorise_results, return_results, review_results
from guomen.laboratory.operations.schemes import draw_stage, open_scheme, settle_scheme

__all__ = [
    "add_sample_files",
    "apply_limit",
    "assign_tests",
    "authorise_and_report",
    "authorise_results",
    "bind_advance_sample",
    "cancel_sample",
    "dispose_of_portion",
    "dispose_of_sample",
    "draw_sample",
    "draw_stage",
    "enter_result",
    "enter_results",
    "hand_over_sample",
    "keep_portion",
    "open_scheme",
    "order_retest",
    "order_sample",
    "prepare_sample",
    "receive_sample",
    "refuse_sample",
    "refused_results",
    "report_portion_lost",
    "report_result",
    "return_results",
    "review_results",
    "settle_scheme",
    "split_sample",
    "store_sample",
    "use_portion",
    "withdraw_report",
]
