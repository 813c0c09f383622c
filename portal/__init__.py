"""The project package and what all apps share. It imports the Celery app, or `.delay()` would silently look for amqp."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
