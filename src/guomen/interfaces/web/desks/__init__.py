"""The workbench's desks: for each thing that a person may do, what of it is asked of them now."""
