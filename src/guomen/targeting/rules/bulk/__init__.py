"""The columnar evaluator: the same stages asked once per distinct key, conditions as joins, rulings as arrays.

Its answers are proven equal to those of the single evaluator by tests/targeting/test_two_evaluators.py.
"""
