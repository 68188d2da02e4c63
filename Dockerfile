# One image for the web server, the workers and the migrations; built by the same `./dev setup` as everywhere else.
FROM python:3.11-slim-bookworm AS system
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1
WORKDIR /app

FROM system AS build
# First what changes seldom: libraries and assets stay cached as long as the lock files stay.
COPY dev .npmrc package.json package-lock.json ./
COPY tooling ./tooling
COPY requirements ./requirements
RUN ./dev setup
COPY . .
# Keys of the build only: production refuses to start without its own.
RUN ./dev setup \
    && .venv/bin/python -m compileall -q -j 0 . \
    && DATA_DIR=/tmp/data STATIC_ROOT=/app/staticfiles SECURE=1 BASE_URL=https://localhost \
       SECRET_KEY=build FIELD_KEYS=build:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
       LOOKUP_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
       .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM system
RUN useradd --system --create-home --home-dir /home/training training \
    && install -d -o training -g training -m 0700 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH XDG_CACHE_HOME=/tmp DATA_DIR=/data STATIC_ROOT=/app/staticfiles SECURE=1
USER training
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "8", "config.wsgi:application"]
