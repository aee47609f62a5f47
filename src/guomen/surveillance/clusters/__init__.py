"""From signals to clusters: series by key, nightly detection, grouping, dossiers, routing, clocks."""
