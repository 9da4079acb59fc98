import type { RequestGroup } from './request-group.ts'
import type { BucketSize } from './token-bucket.ts'

/** What one plan of Auth0 may ask of a tenant. */
export type LimitProfile = {
  /** Every request to the Authentication API. */
  readonly authentication: BucketSize
  /** Every request to the Management API; null where the plan has no such limit. Looked at first. */
  readonly management: BucketSize | null
  /** Requests that no group holds, all together; null where they count in the whole only. */
  readonly others: BucketSize | null
  /** Requests that have a limit of their own. */
  readonly groups: Readonly<Partial<Record<RequestGroup, BucketSize>>>
}

const perSecond = (burst: number, sustained = burst): BucketSize => ({
  burst,
  sustained,
  per: 'second',
})
const perMinute = (burst: number, sustained = burst): BucketSize => ({
  burst,
  sustained,
  per: 'minute',
})

const ENTERPRISE: Omit<LimitProfile, 'management'> = {
  authentication: perSecond(100),
  others: null,
  groups: {
    "Read User's Organizations": perMinute(40, 500),
    'Read Organization Members': perMinute(40, 500),
    'Write Organization Members': perMinute(20, 200),
    'Read Organization Invitations': perMinute(20, 200),
    'Write Organization Invitations': perMinute(20, 200),
    'Read Organization Member Roles': perMinute(20, 200),
  },
}

/**
 * By plan. Bursts that are bought are not in it, nor what a document left open of the private cloud.
 * @fact Limits of the plans. (Auth0 docs, rate limit configurations; read 2026-08-20)
 */
export const LIMIT_PROFILES = {
  free: {
    authentication: perMinute(300),
    management: perSecond(2),
    others: null,
    groups: {},
  },
  professional: {
    authentication: perSecond(25),
    management: null,
    others: perMinute(10, 150),
    groups: {
      'Write Users': perMinute(20, 200),
      'Read Users': perMinute(40, 500),
      'Read Organization Members': perMinute(40, 500),
      'Write Organization Members': perMinute(20, 200),
      'Read Organization Member Roles': perMinute(20, 200),
      'Read Logs': perMinute(10, 100),
    },
  },
  enterprise: { ...ENTERPRISE, management: perSecond(50, 16) },
  'enterprise-non-production': { ...ENTERPRISE, management: perSecond(10, 2) },
  'private-100': {
    authentication: perSecond(100),
    management: perSecond(50),
    others: null,
    groups: {
      'Read Organization Members': perMinute(40, 500),
      'Write Organization Members': perMinute(20, 200),
    },
  },
  'private-1500': {
    authentication: perSecond(1_500),
    management: perSecond(750),
    others: null,
    groups: {
      'Read Organization Members': perMinute(600, 7_500),
      'Write Organization Members': perMinute(300, 3_000),
    },
  },
} as const satisfies Readonly<Record<string, LimitProfile>>

export type LimitProfileName = keyof typeof LIMIT_PROFILES
export const LIMIT_PROFILE_NAMES = Object.keys(LIMIT_PROFILES) as readonly LimitProfileName[]
