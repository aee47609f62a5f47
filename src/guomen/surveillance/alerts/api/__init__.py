"""Alerts over the API: the public's, without a token, and the officers', with the same operations as their screens."""

from ninja import Router

from guomen.surveillance.alerts.api import officers, public

router = Router()
router.add_router("", public.router)
router.add_router("", officers.router)
