"""What all screens share: access to a page, and the four components table, form, timeline, reasons."""
