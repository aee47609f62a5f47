"""Inspection: the tasks of a station and shift, their checklists, findings with evidence, samples drawn, conclusion.

Words: *task* (one kind of check of one consignment), *line* (one question of its checklist), *finding* (what is wrong,
how badly, with evidence), *sample order* (a sample that the conclusion waits for), *conclusion* (all done: conforming
or not). Neighbours: targeting orders what is to be checked, the laboratory tests, decisions hears the conclusion.
"""
