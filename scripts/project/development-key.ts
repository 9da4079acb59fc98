/**
 * The signing key of the local environment. It is public, so whatever is signed with it can be
 * forged by anyone: the build of every other environment refuses it.
 */
export const DEVELOPMENT_SIGNING_KEY = 'local-development-only-key-never-use-it-for-a-real-tenant'
export const LOCAL_ENVIRONMENT = 'local'
