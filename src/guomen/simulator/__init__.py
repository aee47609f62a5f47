"""A synthetic port: a seeded world with known truth, played through the product's real operations.

Words: *world* (who trades what, and how good they really are), *truth* (what is really wrong with a consignment),
*play* (the days of the port). Neighbours: stands above everything that it drives; nobody imports it but the front hall.
"""
