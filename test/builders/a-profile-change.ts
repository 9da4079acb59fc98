import { NO_REQUESTS } from '../../policies/policy.ts'
import type { ProfileChangeFacts } from '../../policies/profile-change/facts.ts'
import { inOrganization } from './a-login.ts'
import { ACME } from './ids.ts'
import { NOON_MS } from './noon.ts'

/** Ann, of Acme alone and without a lock, asks for another name of her own. */
export const aProfileChange = (): ProfileChangeFacts => ({
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: '', organization: inOrganization(ACME), identitySource: '' },
  actor: 'self',
  field: { kind: 'name' },
  source: 'database',
  organizations: 1,
  lock: { kind: 'absent' },
  blocks: { kind: 'listed', blocks: [] },
})
