# PostgreSQL with pg_cron: a primary, or with MEDBOOK_PRIMARY its streaming replica.

FROM debian:trixie-slim AS db
ARG DEBIAN_FRONTEND=noninteractive
LABEL org.opencontainers.image.title="MedBook database" \
      org.opencontainers.image.description="PostgreSQL 17 with pg_cron, set up for MedBook" \
      org.opencontainers.image.licenses="MIT"
# The user has the same number in every release, because it owns the data.
RUN groupadd --gid 10000 secrets \
 && groupadd --gid 10004 database \
 && groupadd --gid 10005 alerts \
 && groupadd --gid 10006 dashboards \
 && groupadd --gid 10007 core \
 && groupadd --gid 10008 notifier \
 && useradd --uid 10002 --gid secrets --groups database,core --home-dir /var/lib/postgresql --shell /bin/bash postgres \
 && mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
 && apt-get update -qq \
 && apt-get install -qq --no-install-recommends postgresql-17 postgresql-17-cron >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt \
 && install -d -o postgres -g secrets -m 0700 /var/lib/postgresql/17 /var/lib/postgresql/archive
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/17/data PGHOST=/tmp
COPY docker/db/postgresql.conf docker/db/pg_hba.conf /etc/medbook/
COPY docker/db/start docker/db/make-secrets docker/db/archive-wal docker/db/base-backup /usr/local/bin/
EXPOSE 5432
USER postgres
WORKDIR /var/lib/postgresql
VOLUME /var/lib/postgresql/17
# Fast: sessions are ended, not waited for.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["pg_isready", "-q"]
ENTRYPOINT ["start"]

FROM db AS test
USER root
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq \
 && apt-get install -qq --no-install-recommends postgresql-17-pgtap postgresql-17-plpgsql-check >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt
USER postgres

FROM db
