import { BLOCK_KEY, type StoredBlock, storedBlocks } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { EVERYWHERE } from './block-member.ts'
import { isNobodys } from './end-account.ts'
import type { Profile } from './find-within-reach.ts'
import type { OwnReason } from './own-reason.ts'

/** Of the block that an erasure begins with. */
export const ERASING: OwnReason = 'ERASED'

/**
 * A profile as it is but for the erasure that was begun of it: what that wrote keeps nobody from running it
 * again. Every other block of the tenant stays in the way.
 */
export function withoutErasure(profile: Profile): Profile {
  const blocks = storedBlocks(readRecord(profile.app_metadata, BLOCK_KEY)) ?? []
  const others = blocks.filter((one) => !isErasing(one))
  if (others.length === blocks.length) return profile
  const record = others.length === 0 ? null : { v: 1, b: others }
  return {
    ...profile,
    app_metadata: { ...profile.app_metadata, [BLOCK_KEY]: record },
    // Blocked at the end, when there was nobody left who could have been blocked by anybody else.
    ...(isNobodys(profile) ? { blocked: false } : {}),
  }
}

export const isErasing = ({ o, r }: StoredBlock): boolean => o === EVERYWHERE && r === ERASING
