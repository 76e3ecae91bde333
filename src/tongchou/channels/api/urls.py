"""The machine API of this node: what its role offers, under one schema."""

from importlib import import_module

from django.conf import settings
from django.urls import path

from tongchou.channels.api.auth import Token
from tongchou.channels.api.body import KeepableJson, no_store, within_bounds
from tongchou.channels.api.document import DescribedInterface

api = DescribedInterface(
    title="Tongchou 统筹",
    version="1",
    description="企业职工基本养老保险全国统筹: the machine interface of one node.",
    auth=Token(),
    parser=KeepableJson(),
    docs_url=None,
    urls_namespace="api",
)
api.add_decorator(within_bounds, mode="view")
api.add_decorator(no_store, mode="view")
for name in settings.API_ROUTERS:
    api.add_router("", import_module(name).router)

urlpatterns = [path("", api.urls)]
