"""The front hall's pages: sign-in, the workbench of each role, a consignment's story, the portal, the audit."""
