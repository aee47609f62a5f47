"""What the shell needs on every page."""

from django import template
from django.template.context import Context

from guomen.interfaces.web.navigation import Group, groups_for
from guomen.kernel.templatetags.guomen import named

register = template.Library()
register.filter("named", named)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Group]:
    """The places that the signed-in person may go to, in their groups."""
    request = context["request"]
    return groups_for(request.user, request.path)
