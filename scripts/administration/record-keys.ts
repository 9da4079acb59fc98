import { BLOCK_KEY } from '../../actions/records/block-record.ts'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import { LIFTS_KEY } from './lift-ration.ts'
import { REQUEST_KEY } from './requested-address.ts'

/** Everything that the guard and its operations write to `app_metadata` of a person. */
export const RECORD_KEYS = [
  LOCK_KEY,
  BLOCK_KEY,
  REBIND_KEY,
  GRANT_KEY,
  REQUEST_KEY,
  LIFTS_KEY,
] as const
export type RecordKey = (typeof RECORD_KEYS)[number]
