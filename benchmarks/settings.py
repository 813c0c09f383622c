"""The product's settings with a few addresses more, for the floors."""

from portal.settings import *  # noqa: F403 - a settings file is its names

ROOT_URLCONF = "benchmarks.urls"
