"""Responses: what could be done about a risk, ranked by what it would bring and cost; what was chosen; what came."""
