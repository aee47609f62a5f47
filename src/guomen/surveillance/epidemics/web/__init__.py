"""Screens of epidemics: the register of affected areas, where cases rise, a look back over an itinerary."""
