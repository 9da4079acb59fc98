/**
 * What names may be. Source: the Management API's own refusals, Auth0 docs "Organizations overview"
 * (read 2026-11-22) and auth0-deploy-cli pull request 905.
 */
export const CLIENT_NAME = /^[^<>]+$/
export const CONNECTION_NAME = /^[a-zA-Z0-9](?:-?[a-zA-Z0-9]){0,127}$/
export const ORGANIZATION_NAME = /^(?!org_)[a-z0-9][a-z0-9_-]{0,49}$/
