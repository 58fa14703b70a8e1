# The web: the built app and the server of its files.
# Build in the root folder of the checkout. Digests come from images.json; check:infra compares them.
ARG NODE_IMAGE=node:26.10.0-bookworm-slim@sha256:662933cf47f013bc8e4beb31a6116448427a82057ba7c42c97e4c5ba766504c2
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc infra/images/sbom.mjs ./
RUN npm ci --no-audit --no-fund \
  && node sbom.mjs . > sbom.cdx.json
COPY tsconfig.json ./
COPY gen gen
COPY services/kit services/kit
COPY web web
RUN node node_modules/vite/bin/vite.js build web --logLevel warn \
  && mkdir -p server \
  && cp -r --dereference node_modules/sirv node_modules/@polka node_modules/mrmime node_modules/totalist server/

FROM ${RUNTIME_IMAGE} AS web
COPY --from=build /usr/lib/x86_64-linux-gnu/libatomic.so.1 /usr/lib/x86_64-linux-gnu/libatomic.so.1
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/server node_modules
COPY --from=build /app/package.json /app/sbom.cdx.json ./
COPY services/kit/service/watchdog.ts services/kit/service/watchdog.ts
COPY infra/images/health.ts infra/images/health.ts
COPY infra/local/supervisor/readiness.ts infra/local/supervisor/readiness.ts
COPY web/main.ts web/serve.ts web/
COPY --from=build /app/web/dist web/dist
ENV NODE_ENV=production MELO_PROCESS=web
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "infra/images/health.ts"]
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["--max-old-space-size=128", "web/main.ts"]
