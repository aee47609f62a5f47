"""The front hall: settings, sign-in, shell, workbench, public portal, API root, CLI root, and starting it all."""
