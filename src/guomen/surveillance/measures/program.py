"""Under whose name stands what the program orders by rule."""

from guomen.kernel.offices.models import Actor, Office

USERNAME = "program"


def program() -> Actor:
    """The row that measures, liftings and deeds by rule carry in place of a person's; nobody can sign in as it.

    The ledger names no actor for them, as for everything that the program does by itself.
    """
    found = Actor.objects.filter(username=USERNAME).first()
    if found is not None:
        return found
    return Actor.objects.create_actor(
        username=USERNAME,
        name_zh="系统（依规定自动）",
        name_en="The program (by rule)",
        office=Office.objects.filter(parent=None).order_by("path").first(),
        is_active=False,
    )
