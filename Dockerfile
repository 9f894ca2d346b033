# One image for every process: web, scheduler, migrations.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements/run.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
COPY pyproject.toml ./
COPY requirements/run.in requirements/
COPY service service
# The same path as below: the command finds service, migrations and seeds in /app.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    && /venv/bin/pip uninstall --yes --quiet pip

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin hearsay
WORKDIR /app
COPY --from=build /venv /venv
COPY service service
COPY migrations migrations
COPY seeds seeds
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HEARSAY_DATA_DIR=/data \
    HEARSAY_HOST=0.0.0.0 \
    HEARSAY_PORT=8000
USER hearsay
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['HEARSAY_PORT'] + '/healthz', timeout=4)"]
CMD ["hearsay", "web"]
