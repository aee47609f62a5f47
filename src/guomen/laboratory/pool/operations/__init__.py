"""What may be done with the pool of laboratories."""

from guomen.laboratory.pool.operations.directory import Described, change_standing, offer_test, register_body
from guomen.laboratory.pool.operations.orders import cancel_order, decline_order, place_order, take_order
from guomen.laboratory.pool.operations.outside import Drawn, Stated, take_outside_report
from guomen.laboratory.pool.operations.reusing import reuse_result
from guomen.laboratory.pool.operations.routing import choose_body, route_samples
from guomen.laboratory.pool.operations.verifying import hear_report, verify_outside_report

__all__ = [
    "Described",
    "Drawn",
    "Stated",
    "cancel_order",
    "change_standing",
    "choose_body",
    "decline_order",
    "hear_report",
    "offer_test",
    "place_order",
    "register_body",
    "reuse_result",
    "route_samples",
    "take_order",
    "take_outside_report",
    "verify_outside_report",
]
