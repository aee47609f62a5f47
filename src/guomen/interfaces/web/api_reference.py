"""/api/: the reference of the API, drawn by ourselves from its OpenAPI document: no page loads a stranger's script."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guomen.interfaces.api.root import api


def api_reference(request: HttpRequest) -> HttpResponse:
    """Every operation: what it takes, what it answers, with the shapes below."""
    schema = api.get_openapi_schema()
    shapes = {
        name: json.dumps(shape, indent=1, ensure_ascii=False) for name, shape in schema["components"]["schemas"].items()
    }
    return render(
        request,
        "interfaces/api_reference.html",
        {"info": schema["info"], "operations": list(_operations(schema)), "shapes": shapes},
    )


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "takes": _shape(operation.get("requestBody", {})),
                "answers": [
                    {"status": status, "when": response["description"], "shape": _shape(response)}
                    for status, response in sorted(operation["responses"].items(), key=lambda item: int(item[0]))
                ],
            }


def _shape(body: dict[str, Any]) -> str:
    for content in body.get("content", {}).values():
        written = json.dumps(content["schema"])
        name = written.rpartition("/")[2].rstrip('"}')
        return name if "$ref" in content["schema"] else written
    return ""
