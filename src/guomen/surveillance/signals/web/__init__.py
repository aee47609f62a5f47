"""Screens of the radar: the wall, signals and one signal, names, sources, files, and the public's own report."""
