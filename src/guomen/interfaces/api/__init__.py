"""The API root: who may come in, what a refusal looks like, and the rooms' routers under /api/."""
