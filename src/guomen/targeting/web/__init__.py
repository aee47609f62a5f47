"""Screens of targeting: control orders, overrides, draws."""
