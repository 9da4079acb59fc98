# The portal (docs/portal.md). Not tried; pin the base image by digest before you rely on it.
FROM node:24.11.1-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/local-tenant/package.json scripts/local-tenant/
RUN npm ci --omit=dev
COPY . .
RUN mkdir -p .build && chown node .build
USER node
ENV NODE_ENV=production OG_PORTAL_HOST=0.0.0.0
EXPOSE 4181
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:4181/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "scripts/org-guard.mjs", "portal"]
