"""What a laboratory works with: methods and their scope, competent people, instruments, reference materials.

Words: *method* (a way to test, of one laboratory), *scope* (one analyte in one range of goods by a method, with its
range, LOD, LOQ, uncertainty and accreditation), *competence* (who may perform or review a method), *verification* (an
instrument looked at, until when it holds). ISO/IEC 17025:2017 clauses 6.2, 6.4, 6.5, 7.2.
"""
