"""Editions: the numbered states of everything that decisions read.

A decision names the edition it was taken under; reading the same rows at that edition again gives the same
answer, whatever was changed since and whatever the clock did.
"""
