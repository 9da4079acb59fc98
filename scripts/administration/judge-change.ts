import { isEnterpriseStrategy } from '../../actions/post-login/enterprise-strategy.ts'
import { BLOCK_KEY, readBlocks } from '../../actions/records/block-record.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import type { Blocks } from '../../policies/block.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import {
  decideProfileChange,
  type ProfileChangeDecision,
} from '../../policies/profile-change/decide.ts'
import type { ProfileChangeFacts, SourceKind } from '../../policies/profile-change/facts.ts'
import type { Profile } from './find-within-reach.ts'
import type { Tools } from './tools.ts'

export type ChangeRequest = Pick<ProfileChangeFacts, 'actor' | 'field' | 'organizations'> & {
  readonly profile: Profile
  /** Id of the one in which it is asked. */
  readonly organization: string
}

export type JudgingTools = Pick<Tools, 'keyring' | 'tenantId' | 'nowMs'> & {
  readonly settings: Pick<Tools['settings'], 'profileChange'>
}

/** What `profile-change` says of a change, by what the tenant holds of the person now. */
export function judgeChange(
  { keyring, tenantId, nowMs, settings }: JudgingTools,
  { profile, organization, ...asked }: ChangeRequest,
): ProfileChangeDecision {
  const stored = readRecord(profile.app_metadata, LOCK_KEY)
  const facts: ProfileChangeFacts = {
    ...NO_REQUESTS,
    ...asked,
    nowMs: nowMs(),
    scope: {
      application: '',
      organization: { kind: 'named', id: organization },
      identitySource: '',
    },
    source: sourceKindOf(profile),
    lock: readLock(stored, keyring, lockOwner(tenantId, profile)),
    blocks: blocksOf(profile),
  }
  return decideProfileChange(facts, settings.profileChange)
}

/** Auth0 names the provider of an identity as the strategy of its connection. */
export function sourceKindOf({ identities }: Profile): SourceKind {
  const provider = identities?.[0]?.provider
  if (provider === undefined) return 'unknown'
  if (provider === 'auth0') return 'database'
  if (provider === 'email' || provider === 'sms') return 'passwordless'
  return isEnterpriseStrategy(provider) ? 'enterprise' : 'social'
}

function blocksOf({ app_metadata, blocked }: Profile): Blocks {
  const blocks = readBlocks(readRecord(app_metadata, BLOCK_KEY))
  if (blocked !== true || blocks.kind === 'unreadable') return blocks
  return { ...blocks, blocks: [...blocks.blocks, { from: 'everywhere', untilMs: null }] }
}
