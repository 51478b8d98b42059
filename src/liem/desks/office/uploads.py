"""Resumable uploads (tus 1.0 core)."""

urlpatterns: list[object] = []
