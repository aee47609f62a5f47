"""Screens of the processor: dossiers, one dossier's evidence and story, what each night's detection delivered."""
