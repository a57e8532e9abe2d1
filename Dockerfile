FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    ORT_DISABLE_TELEMETRY=1 \
    MLFLOW_DISABLE_TELEMETRY=true \
    STREAMLIT_BROWSER_GATHER_USAGE_STATS=false \
    ITERATIVE_DO_NOT_TRACK=1 \
    DO_NOT_TRACK=1 \
    TF_CPP_MIN_LOG_LEVEL=2 \
    GIT_PYTHON_REFRESH=quiet \
    FITTING_ROOM_HOME=/var/lib/fitting-room

WORKDIR /opt/fitting-room

# The packages change seldom and weigh most: a layer of their own, before the code. Only what running
# needs; tests and tools are in requirements.txt.
COPY requirements-run.txt ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-run.txt

RUN useradd --create-home --uid 1000 tailor \
    && install -d -o tailor -g tailor /var/lib/fitting-room
COPY LICENSE pyproject.toml ./
COPY .streamlit/config.toml .streamlit/
COPY models/champion models/champion
COPY core core
COPY app app
COPY pages pages

USER tailor
VOLUME /var/lib/fitting-room
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=5m --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

# Inside the container it listens to all; publish the port on the host's loopback only.
CMD ["sh", "-c", "python -m core data fetch && python -m core prepare && exec python -m streamlit run app/serve.py --server.address 0.0.0.0 --server.port 8501"]
