"""Dispositions, certificates, notices, appeals: the acts of the agency that carry a signature.

Words: *disposition* (the official act on goods: release, conditional release, treatment, return, destruction,
detention), *proposal* (a disposition nobody has signed yet), *certificate* (the numbered, sealed paper that says
what was decided; a notice is one of its kinds), *verification code* (what a stranger types to ask whether a paper is
ours), *appeal* (a trader's request for re-inspection).
Neighbours: below, inspection (findings), laboratory (statements), targeting (channels), consignments; above, those who
listen for `decisions.disposition.issued`.
"""
