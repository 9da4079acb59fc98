/**
 * @fact Names of resources have to match these patterns. (refusals of the Management API; Auth0 docs,
 * organizations overview; auth0-deploy-cli pull request 905; read 2026-11-22)
 */
export const CLIENT_NAME = /^[^<>]+$/
export const CONNECTION_NAME = /^[a-zA-Z0-9](?:-?[a-zA-Z0-9]){0,127}$/
export const ORGANIZATION_NAME = /^(?!org_)[a-z0-9][a-z0-9_-]{0,49}$/
