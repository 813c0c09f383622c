# One image for web, worker, beat and migrate.
FROM python:3.12-slim

# Glyphs of all eight languages for what the server itself draws; browsers use fonts of their own.
# There is no PostgreSQL client: Debian's is older than server 18, and pg_dump refuses a newer server (see `backup`).
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*

# The product runs from /app alone: templates, languages and data are no Python packages.
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore

# Empty stand-ins for our packages, so that this slow layer changes with the dependencies only.
# They go again, because a second `portal` in site-packages could be imported by mistake.
WORKDIR /build
COPY pyproject.toml constraints.txt ./
RUN touch README.md \
    && python -c "import os, tomllib; [os.mkdir(name) for name in tomllib.load(open('pyproject.toml', 'rb'))['tool']['setuptools']['packages']]" \
    && pip install -c constraints.txt . \
    && pip uninstall --yes anlauf \
    && rm -rf /build/*

# The number is fixed, so that files on volumes keep their owner; the app may write only here and in /tmp.
RUN groupadd --gid 10001 anlauf \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin anlauf \
    && install --directory --owner=anlauf --group=anlauf /var/lib/anlauf /var/lib/anlauf-media

WORKDIR /app
COPY . .
# The settings want values; these live for this one step. `chmod` helps where a strict umask hid files from other users.
RUN export ANLAUF_ENV=production \
        SECRET_KEY=needed-only-while-this-image-is-built-and-of-no-use-anywhere-else \
        ALLOWED_HOSTS=build.invalid \
        SITE_URL=https://build.invalid \
        SMTP_HOST=build.invalid \
        MAIL_FROM=build@build.invalid \
        DATABASE_URL=postgres://build.invalid/build \
        REDIS_URL=redis://build.invalid/0 \
        MEDIA_ROOT=/var/lib/anlauf-media \
    && python manage.py compile_messages \
    && python manage.py collectstatic --no-input \
    && chmod -R a+rX /app

USER anlauf
EXPOSE 8000

# No proxy for this call, even where the machine has one: it stays inside the container.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib import request; request.build_opener(request.ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]

# `exec` lets Gunicorn receive the stop signal; the control socket would need a home directory.
CMD ["sh", "-c", "exec gunicorn portal.wsgi --workers ${WEB_WORKERS:-3} --bind 0.0.0.0:8000 --max-requests 5000 --max-requests-jitter 500 --worker-tmp-dir /dev/shm --no-control-socket"]
