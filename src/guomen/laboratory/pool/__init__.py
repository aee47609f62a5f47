"""Laboratories of different owners as one pool: who can test what, where, at what price, with how much room.

Words: *testing body* (a laboratory in the directory, the agency's own or another's), *offer* (one analyte that it tests
in goods, its price, days and accreditation), *routing* (samples given to bodies by a stated objective), *outside
report* (a result of another body that somebody asks us to accept), *service order* (a test ordered by an enterprise),
*reuse* (a test not done twice). Systems S78, S79, S59 of the mission.
"""
