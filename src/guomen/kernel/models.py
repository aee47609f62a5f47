"""The kernel's tables, gathered from its alcoves for Django."""

from guomen.kernel.editions.models import Edition
from guomen.kernel.ledger.models import Delivery, Entry, Seal
from guomen.kernel.offices.models import AccessToken, Actor, Grant, Office

__all__ = ["AccessToken", "Actor", "Delivery", "Edition", "Entry", "Grant", "Office", "Seal"]
