"""Bad records of importers, producers and exporters, per product and failed item (AQSIQ 2014-43)."""
