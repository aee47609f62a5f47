"""The assessment form, which teaches its method, and how an assessment is shown."""
