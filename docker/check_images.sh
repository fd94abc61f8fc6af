#!/bin/sh
# What the images must keep: `api` holds no TensorFlow and is small, `worker` holds one. Run after `docker compose build`.
set -eu
version=${CHAPTERHOUSE_VERSION:-local}
base=${PYTHON_IMAGE:-python:3.11-slim}
most_mb=450
size() { docker image inspect --format '{{.Size}}' "$1"; }
holds() { docker run --rm --network none --entrypoint python "$1" -c \
    'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' "$2"; }
base_bytes=$(size "$base")
for name in api worker; do
    over=$((($(size "chapterhouse-$name:$version") - base_bytes) / 1000000))
    echo "chapterhouse-$name:$version is $over MB over $base"
    if [ "$name" = api ] && [ "$over" -gt "$most_mb" ]; then
        echo "FAILED: more than $most_mb MB" >&2
        exit 1
    fi
done
for module in tensorflow keras tf2onnx; do
    if holds "chapterhouse-api:$version" "$module"; then
        echo "FAILED: the api image holds $module" >&2
        exit 1
    fi
    holds "chapterhouse-worker:$version" "$module" || { echo "FAILED: the worker image lacks $module" >&2; exit 1; }
done
user=$(docker image inspect --format '{{.Config.User}}' "chapterhouse-api:$version" "chapterhouse-worker:$version" | sort -u)
[ "$user" = chapterhouse ] || { echo "FAILED: the images run as ${user:-root}" >&2; exit 1; }
echo 'ok: no TensorFlow in api, users without rights'
