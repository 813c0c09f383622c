"""The Celery app. Only ids travel through Redis; PostgreSQL holds the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("anlauf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
