import { dirname } from 'node:path'
import type { DeployCliRequest, Pace } from '../gateway/run-deploy-cli.ts'
import type { BuiltSession } from './session.ts'

/** A run of the Deploy CLI over what the session has built. */
export const deployCliRequest = (
  { project: { environment }, access, staged, standIns }: BuiltSession,
  pace: Pace,
): DeployCliRequest => ({
  input: staged.input,
  within: dirname(staged.folder),
  domain: access.address.domain,
  clientId: access.credentials.clientId,
  types: staged.types,
  keywords: { ...environment.keywords, ...standIns.keywords },
  pace,
})
