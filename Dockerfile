# The installation of the README in an image: `docker build -t hyperigm .`; then, in the folder with the VCFs,
#   docker run --rm --network none --user "$(id -u):$(id -g)" -v "$PWD:/data" hyperigm run my.vcf.gz
# Untested, for the tests have no container engine. No part of it is the tests' own path but the lines of pip.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libbz2-dev libcurl4-openssl-dev liblzma-dev libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/hyperigm
ENV PATH=/opt/hyperigm/bin:$PATH
WORKDIR /source
COPY requirements.lock .
RUN pip install -q --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY scripts scripts
COPY workflow workflow
COPY config config
COPY resources resources
RUN pip install -q --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
COPY --from=build /opt/hyperigm /opt/hyperigm
ENV PATH=/opt/hyperigm/bin:$PATH HOME=/tmp
WORKDIR /data
ENTRYPOINT ["hyperigm"]
CMD ["--help"]
