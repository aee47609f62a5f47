"""How every form of the house is drawn: {{ form }} gives labels, help and errors in place."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and their fields through the house's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
