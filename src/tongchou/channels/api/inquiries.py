"""Where provinces bring their signed questions about people, and take the signed answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongchou.channels.api.certified import keyring_for
from tongchou.ministry.query import inquiries
from tongchou.standards.refusal import Refusal
from tongchou.workflow.inquiry.exchange import MEDIA_TYPE
from tongchou.workflow.inquiry.messages import QUESTION_BYTES_MAX

STATUSES = {"inquiry.unreadable": 401, "inquiry.stale": 401, "inquiry.too_much": 429}
AGAIN_SECONDS = 60


@csrf_exempt
@require_POST
def inquire(request: HttpRequest) -> HttpResponse:
    """Answer a signed question 协查; whom it names is noted as looked at."""
    content = request.read(QUESTION_BYTES_MAX + 1)
    if len(content) > QUESTION_BYTES_MAX:
        return _refused(inquiries.too_much())
    answer = inquiries.answered(content, keyring_for(request), at=settings.NOW())
    if isinstance(answer, Refusal):
        return _refused(answer)
    return HttpResponse(answer, content_type=MEDIA_TYPE)


def _refused(refusal: Refusal) -> JsonResponse:
    answer = JsonResponse({"refusal": refusal.as_json()}, status=STATUSES[refusal.code])
    if answer.status_code == STATUSES["inquiry.too_much"]:
        answer["Retry-After"] = str(AGAIN_SECONDS)
    return answer


urlpatterns = [path("inquiries", inquire, name="inquiries")]
