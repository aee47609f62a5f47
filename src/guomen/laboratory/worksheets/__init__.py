"""The bench: samples and controls that go through a method together.

Words: *worksheet* (one run of a method by one analyst on one instrument), *line* (a sample's test, a blank, a spike, a
duplicate, a reference material). The controls of a worksheet are judged before its results count: a control outside
its limits blocks the worksheet and opens a nonconformity (ISO/IEC 17025:2017, 7.7).
"""
