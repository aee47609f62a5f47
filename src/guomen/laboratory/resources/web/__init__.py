"""Screens of what a laboratory works with: methods, competence, instruments, materials, instruments outside."""
