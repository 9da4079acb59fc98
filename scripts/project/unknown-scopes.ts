import type { PolicyId } from '../../policies/catalogue.ts'
import type { Kind } from './resolve.ts'

/**
 * What a policy can never be told to be about, and why: its moment does not show it, or it has nothing
 * to say there. A mode, an exemption or a request for such a thing would apply to nobody.
 */
export const UNKNOWN_SCOPES: Readonly<
  Partial<Record<PolicyId, Readonly<Partial<Record<Kind, string>>>>>
> = {
  'org-required': { organizations: 'it refuses logins that name no organization' },
  'signup-gate': { organizations: 'a sign-up shows no organization' },
  'profile-change': {
    clients: 'a profile is changed in no application',
    connections: 'it judges connections by what they own, one like the other of its kind',
  },
  'machine-token-gate': { connections: 'a machine signs in through no connection' },
}
