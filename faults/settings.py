"""The product's settings with a faster clock, so that a run of faults takes minutes and not days."""

from portal.settings import *  # noqa: F403 - a settings file is its names
from portal.settings import INSTALLED_APPS as OF_THE_PRODUCT

INSTALLED_APPS = [*OF_THE_PRODUCT, "faults"]
MAIL_CONNECT_SECONDS = 2
MAIL_DATA_SECONDS = 2
MAIL_LEASE_SECONDS = 3
MAIL_PAUSE_SECONDS = 1
MAIL_RETRY_SECONDS = (0.5, 0.5, 1, 1, 2)
CELERY_BEAT_SCHEDULE = {"mail-tick": {"task": "portal.tasks.mail_tick", "schedule": 1.0}}
