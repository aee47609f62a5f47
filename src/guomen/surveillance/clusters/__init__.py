"""The processor: series of signals and results, what is odd in them, dossiers that hold what bears on one risk."""
