# The servers around MedBook, each a target: Debian's packages with our configuration.

FROM debian:trixie-slim AS pgbouncer
ARG DEBIAN_FRONTEND=noninteractive
RUN groupadd --gid 10000 secrets \
 && groupadd --gid 10007 core \
 && useradd --uid 10003 --gid secrets --groups core --no-create-home --shell /usr/sbin/nologin pooler \
 && apt-get update -qq && apt-get install -qq --no-install-recommends pgbouncer >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt
COPY docker/pgbouncer/pgbouncer.ini /etc/medbook/
COPY docker/pgbouncer/start docker/pgbouncer/point-at /usr/local/bin/
USER pooler
EXPOSE 6432
# Safe: what runs is finished. No new request is begun.
STOPSIGNAL SIGINT
ENTRYPOINT ["start"]

FROM debian:trixie-slim AS redis
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -qq --no-install-recommends redis-server >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt
COPY docker/redis/redis.conf /etc/medbook/
USER redis
EXPOSE 6379
ENTRYPOINT ["redis-server", "/etc/medbook/redis.conf"]

FROM debian:trixie-slim AS nginx
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -qq --no-install-recommends nginx >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /etc/nginx/sites-enabled/default
COPY docker/nginx/nginx.conf docker/nginx/medbook-proxy.conf docker/nginx/balancer.conf /etc/nginx/
COPY docker/nginx/start /usr/local/bin/
USER www-data
EXPOSE 8080
STOPSIGNAL SIGQUIT
ENTRYPOINT ["start"]

FROM debian:trixie-slim AS prometheus
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -qq --no-install-recommends prometheus prometheus-alertmanager \
      prometheus-node-exporter >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt
COPY docker/observe/prometheus.yml docker/observe/alertmanager.yml /etc/medbook/
COPY docker/observe/rules /etc/medbook/rules
COPY docker/observe/start-alertmanager /usr/local/bin/
USER prometheus
