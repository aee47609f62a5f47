"""Deciding on trial: the product's own columnar evaluator under policies that are not in force. Nothing is recorded."""
