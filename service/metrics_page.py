"""`GET /metrics`: for Prometheus as text, for everybody else who asks for JSON in short."""

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import choose_encoder

from service.envelope import Envelope, enveloped
from service.metrics import Metrics
from service.settings import without_credentials
from service.summary import Summary, summary_of

JSON = "application/json"
_TEXTS = ("text/plain", "application/openmetrics-text")


def metrics_routes(metrics: Metrics, mlflow_tracking_uri: str | None) -> APIRouter:
    """The routes that show `metrics`, and where the runs behind what is served are."""
    router = APIRouter()
    mlflow = without_credentials(mlflow_tracking_uri) if mlflow_tracking_uri else None

    async def show(request: Request) -> Response:
        """What the service has counted and measured since it was started (docs/service.md)."""
        accept = ",".join(request.headers.getlist("accept"))
        if prefers_json(accept):
            summary = summary_of(metrics, mlflow)
            text = f"{summary.requests} requests, {summary.stories} stories; percentiles are interpolated"
            return _response(enveloped(text, summary).model_dump_json().encode(), JSON)
        encode, media_type = choose_encoder(accept)
        return _response(encode(metrics.registry), media_type)

    texts = {media_type: {"schema": {"type": "string"}} for media_type in _TEXTS}
    described = {"model": Envelope[Summary], "content": texts, "description": "Text, or JSON where asked for"}
    summary = "What was counted and measured"
    router.get("/metrics", summary=summary, response_class=Response, responses={200: described})(show)
    router.get("/metrics/", response_class=Response, include_in_schema=False)(show)
    return router


def prefers_json(accept: str) -> bool:
    """Whether an `Accept` header names JSON, and no form of text before it.

    A client that takes anything gets text: that is what Prometheus has always found here.
    """
    qualities: dict[str, float] = {}
    for part in accept.lower().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        qualities.setdefault(media_type, _quality(parameters))
    wanted = qualities.get(JSON, 0.0)
    return 0 < wanted >= max(qualities.get(text, 0.0) for text in _TEXTS)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _response(content: bytes, media_type: str) -> Response:
    return Response(content, headers={"Content-Type": media_type, "Vary": "Accept"})
