# One image for web, live, worker, beat and migrate; docker-compose.yml says which is which.
# Nothing in it starts as root, and nothing is compiled or collected when it starts.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt
WORKDIR /app
# .dockerignore says what belongs in the image.
COPY . .
# Production settings refuse to load without these; none of them is kept or used by the image.
RUN DJANGO_SETTINGS_MODULE=community.settings.production \
    SECRET_KEY=only-while-collecting ALLOWED_HOSTS=build.invalid \
    CSRF_TRUSTED_ORIGINS=https://build.invalid \
    DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid \
    STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput --verbosity=0 \
 && /venv/bin/python -m compileall -q community directory forum

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=community.settings.production \
    STATIC_ROOT=/app/staticfiles \
    VAR_DIR=/var/common-ground
RUN useradd --system --uid 10001 --home-dir /var/common-ground --shell /usr/sbin/nologin common-ground \
 && install -d -o common-ground -g common-ground /var/common-ground /var/common-ground/media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "community.wsgi:application"]
