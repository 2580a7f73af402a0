FROM node:22-slim AS console
WORKDIR /src
COPY console ./
RUN npm ci --no-audit --no-fund && npm run build

FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/sluice
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY console/__init__.py console/__init__.py
COPY --from=console /src/dist console/dist
COPY core core
COPY expressions expressions
COPY metadata metadata
COPY migrations migrations
COPY policies policies
COPY records records
COPY tenants tenants
RUN /opt/sluice/bin/pip install --no-cache-dir .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/sluice sluice \
    && mkdir /var/lib/sluice/data \
    && chown sluice:sluice /var/lib/sluice/data
COPY --from=build /opt/sluice /opt/sluice
USER sluice
WORKDIR /var/lib/sluice
ENV PATH=/opt/sluice/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SLUICE_HOST=0.0.0.0 \
    SLUICE_PORT=8000 \
    SLUICE_DATA_DIR=/var/lib/sluice/data \
    SLUICE_LOG_FORMAT=json
VOLUME /var/lib/sluice/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
# exec form: the signal that stops the container reaches Sluice itself
CMD ["sluice", "serve"]
