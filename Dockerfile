# One image for web app, daily work and commands: docker build -t khaosan .
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN uv venv /opt/khaosan && uv pip install --compile-bytecode -p /opt/khaosan/bin/python -r requirements.lock
COPY pipelines pipelines
COPY crawlers crawlers
COPY search search
COPY flows flows
RUN uv pip install --no-deps -p /opt/khaosan/bin/python .

FROM python:3.11-slim
COPY --from=build /opt/khaosan /opt/khaosan
# Unprivileged: it reads hostile pages.
RUN useradd --system --uid 10001 --home-dir /var/lib/khaosan --create-home khaosan
USER khaosan
ENV PATH=/opt/khaosan/bin:$PATH \
    KHAOSAN_HOME=/var/lib/khaosan \
    DO_NOT_TRACK=1 \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    PYTHAINLP_OFFLINE=1
VOLUME /var/lib/khaosan
ENTRYPOINT ["khaosan"]
CMD ["doctor"]
