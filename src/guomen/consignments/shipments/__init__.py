"""Shipments: consignments that one importer declares under one bill of lading, at once or again and again."""
