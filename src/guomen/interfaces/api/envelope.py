"""One shape for everything that is refused: code, problem and remedy in both languages, faults with their places."""

import logging
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from guomen.interfaces.web.failures import UNSTORABLE, incident
from guomen.interfaces.web.outages import outage
from guomen.kernel.terms import Fault, Refusal, Text, Where

log = logging.getLogger(__name__)


class Sentence(Schema):
    """One sentence in both languages."""

    zh: str
    en: str


class FaultOut(Schema):
    """One thing that is wrong with what was sent."""

    code: str
    file: str
    row: int | None
    field: str
    value: str
    problem: Sentence
    remedy: Sentence


class Problem(Schema):
    """What every refusal looks like; incident is set where the fault is ours."""

    code: str
    problem: Sentence
    remedy: Sentence
    faults: list[FaultOut] = []
    incident: str = ""


# status -> when; every endpoint may answer with these, and its documentation says so.
STATUSES = {
    400: "The request could not be read.",
    401: "No valid token or session came with the request.",
    403: "The caller may not do this.",
    404: "There is no such thing, or the caller may not know of it.",
    409: "Somebody else was first, or the state does not allow it any more.",
    413: "The request is larger than is accepted.",
    422: "What was sent is wrong; faults say where and what to do.",
    500: "The fault is ours; nothing was changed. Tell the operator the incident number.",
}
_TOLD = {
    400: Text("无法读取该请求。", "The request could not be read."),
    401: Text("缺少有效的令牌或会话。", "No valid token or session came with the request."),
    403: Text("您无权执行此操作。", "You may not do this."),
    404: Text("没有此资源。", "There is no such thing."),
    405: Text("此地址不接受该方法。", "This address does not take this method."),
    413: Text("请求过大。", "The request is larger than is accepted."),
}
_LOOK_AT_DOCS = Text("请对照 /api/ 的接口说明修改后重试。", "Compare with the reference at /api/ and send it again.")
_SIGN_IN = Text(
    "请在 Authorization 头中提供 Bearer 令牌，或先登录。",
    "Send a bearer token in the Authorization header, or sign in.",
)


def refusal_of_status(status: int, detail: str = "") -> Refusal:
    """The refusal that stands for a bare HTTP status."""
    refusal = Refusal(
        f"request.{status}",
        _TOLD.get(status, Text(detail or "请求被拒绝。", detail or "The request was refused.")),
        _SIGN_IN if status == 401 else _LOOK_AT_DOCS,
    )
    refusal.status = status
    return refusal


def _fault(error: dict[str, Any]) -> Fault:
    """A fault from one of pydantic's errors; its location loses the name of the argument that held the body."""
    place = [str(part) for part in error["loc"][1:]]
    field = ".".join(place[1:] if error["loc"][0] == "body" and len(place) > 1 else place)
    return Fault(
        f"field.{error['type']}",
        Where(field=field),
        "",
        Text(f"字段值不合要求（{error['msg']}）。", f"{error['msg']}."),
        Text("请按接口说明改正该字段。", "Correct the field as the reference says."),
    )


def install(api: NinjaAPI) -> None:
    """Give every endpoint of `api` the one shape for everything that goes wrong."""

    def answer(request: HttpRequest, refusal: Refusal, **more: str) -> HttpResponse:
        return api.create_response(request, {**refusal.as_json(), **more}, status=refusal.status)

    def told(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, error)

    def malformed(request: HttpRequest, error: Any) -> HttpResponse:
        refusal = Refusal(
            "request.invalid",
            Text("请求内容不合要求。", "What was sent is not as the reference says."),
            _LOOK_AT_DOCS,
            tuple(_fault(one) for one in error.errors),
        )
        return answer(request, refusal)

    def by_status(request: HttpRequest, error: Any) -> HttpResponse:
        status = 404 if isinstance(error, Http404) else getattr(error, "status_code", 401)
        return answer(request, refusal_of_status(status, str(error)))

    def unstorable(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, UNSTORABLE)

    def ours(request: HttpRequest, error: Any) -> HttpResponse:
        away = outage(error)
        if away is not None:
            log.error("%s at %s %s", away.code, request.method, request.path)
            return answer(request, away)
        number = incident()
        log.error("incident %s at %s %s", number, request.method, request.path, exc_info=error)
        refusal = refusal_of_status(500)
        refusal.code = "program.failed"
        refusal.problem = Text("系统出错，操作未生效。", "Something went wrong on our side; nothing was changed.")
        refusal.remedy = Text("请稍后重试，或告知事件编号。", "Try again, or tell the operator the incident number.")
        return answer(request, refusal, incident=number)

    api.add_exception_handler(Refusal, told)
    api.add_exception_handler(ValidationError, malformed)
    for kind in (AuthenticationError, AuthorizationError, HttpError, Http404):
        api.add_exception_handler(kind, by_status)
    api.add_exception_handler(DataError, unstorable)
    api.add_exception_handler(Exception, ours)
