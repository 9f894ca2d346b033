# One image for every process: web, scheduler, migrations.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements/run.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
COPY pyproject.toml ./
COPY requirements/run.in requirements/
COPY service service
COPY migrations migrations
COPY seeds seeds
# The same path as below: the command finds service, migrations and seeds in /app. What only builds goes;
# bytecode is made here, because nothing can be written beside the code later.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    && /venv/bin/pip uninstall --yes --quiet setuptools pip \
    && /venv/bin/python -m compileall -q service migrations seeds

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 hearsay \
    && useradd --uid 10001 --gid hearsay --no-log-init --home-dir /data --no-create-home --shell /usr/sbin/nologin hearsay \
    && install --directory --owner=hearsay --group=hearsay --mode=700 /data
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app/service service
COPY --from=build /app/migrations migrations
COPY --from=build /app/seeds seeds
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
