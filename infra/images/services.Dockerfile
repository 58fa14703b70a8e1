# The services and the gateway (target `service`), and what prepares a run of Compose (target `setup`).
# Build in the root folder of the checkout. Digests come from images.json; check:infra compares them.
ARG NODE_IMAGE=node:26.10.0-bookworm-slim@sha256:662933cf47f013bc8e4beb31a6116448427a82057ba7c42c97e4c5ba766504c2
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc infra/images/sbom.mjs ./

FROM packages AS production
# No install script runs (.npmrc); the image has Node already, so npm's copy of it is not kept.
RUN npm ci --omit=dev --no-audit --no-fund \
  && node sbom.mjs . > sbom.cdx.json \
  && rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin \
  && mkdir /data

FROM packages AS development
RUN npm ci --no-audit --no-fund \
  && node sbom.mjs . > sbom.cdx.json \
  && rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin

# Node and the one library of it that the runtime image lacks.
FROM ${RUNTIME_IMAGE} AS node
COPY --from=packages /usr/lib/x86_64-linux-gnu/libatomic.so.1 /usr/lib/x86_64-linux-gnu/libatomic.so.1
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
ENV NODE_ENV=production
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/node"]

FROM node AS setup
COPY --from=development /app/node_modules node_modules
COPY --from=development /app/package.json /app/sbom.cdx.json ./
COPY gen gen
COPY services/kit services/kit
COPY infra infra
COPY envoy envoy
# A new volume takes over the owner of the folder that it is mounted to.
COPY --from=production --chown=65532:65532 /data /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["node", "infra/compose/setup-done.ts"]
CMD ["infra/compose/setup.ts"]

FROM node AS service
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/package.json /app/sbom.cdx.json ./
COPY gen gen
COPY infra/topology.ts infra/topology.ts
COPY infra/images/health.ts infra/images/health.ts
COPY infra/local/supervisor/readiness.ts infra/local/supervisor/readiness.ts
COPY services services
COPY mesh mesh
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD ["node", "infra/images/health.ts"]
# The process is the argument: services/users/main.ts, mesh/main.ts; `migrate` after it migrates.
