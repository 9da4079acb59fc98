/**
 * An Auth0 tenant on your own machine, which runs your Actions inside real logins.
 *
 * This is the one face of the package: what is not here may change with any version. FIDELITY.md says
 * where it differs from Auth0.
 * @module
 */
export { type Certificate, createCertificate } from './certificate.ts'
export type { Clock } from './clock.ts'
export type { Control } from './control/control.ts'
export type { Claim } from './fidelity/claim.ts'
export {
  type FidelityRow,
  type FidelitySection,
  fidelitySections,
} from './fidelity/fidelity-sections.ts'
export { type Html, html, NOTHING } from './html.ts'
export { derivedId, type IdKind } from './ids.ts'
export { LIMIT_PROFILE_NAMES, type LimitProfileName } from './limits/limit-profiles.ts'
export { closeServer, listenOnLoopback } from './listen-loopback.ts'
export { MAX_CONNECTIONS } from './management/link-connection.ts'
export { CLIENT_NAME, CONNECTION_NAME, ORGANIZATION_NAME } from './management/name-patterns.ts'
export {
  callbackOf,
  connectUpstream,
  type UpstreamAddress,
} from './oidc/federation/upstream-address.ts'
export { type RunningTenant, startTenant, type TenantOptions } from './start-tenant.ts'
export { StateFileFault } from './state-file.ts'
export { SWITCHES, type Switch } from './switches.ts'
export { type RunningUpstream, startUpstream } from './upstream/start-upstream.ts'
export type { UpstreamPerson } from './upstream/upstream-person.ts'
