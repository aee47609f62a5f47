"""What is done to models: training, registering, promoting with a second signature; and noting what was found."""

from guomen.targeting.registry.bringing import register_folder
from guomen.targeting.registry.noting import Found, note_line_outcomes
from guomen.targeting.registry.promoting import decline_promotion, propose_promotion, sign_promotion
from guomen.targeting.registry.registering import (
    refuse_training,
    register_model,
    request_training,
    train_on_log,
    train_on_records,
)
from guomen.targeting.registry.watching import watch_models

__all__ = [
    "Found",
    "decline_promotion",
    "note_line_outcomes",
    "propose_promotion",
    "refuse_training",
    "register_folder",
    "register_model",
    "request_training",
    "sign_promotion",
    "train_on_log",
    "train_on_records",
    "watch_models",
]
