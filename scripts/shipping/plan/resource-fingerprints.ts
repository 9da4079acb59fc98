import { createHash } from 'node:crypto'
import type { ResourceEffect } from '../../gateway/net-effect.ts'
import { type Fingerprint, isSecretMark } from '../../gateway/secret-mark.ts'
import type { SecretStandIns } from '../../gateway/secret-stand-ins.ts'
import type { Reading, TakenReading } from '../../gateway/tenant-snapshot.ts'
import { canonicalJson, isObject, type Json } from '../../ground/json-value.ts'

/**
 * Of everything a plan changes, with its parts, as the tenant had it: in two parts, one without its secrets, which a plan
 * that was made without the signing key can be held to as well, and one of everything under that key.
 */
export const resourceFingerprints = (
  effects: readonly ResourceEffect[],
  readings: readonly TakenReading[],
  standIns: Pick<SecretStandIns, 'hide'>,
  keyed: Fingerprint,
): Record<string, string> =>
  Object.fromEntries(
    effects.map(({ type, name, root, before }) => {
      // The build of a draft ends by itself.
      const { status: _status, current_version: _current, ...own } = before
      const parts = readings
        .filter(({ call }) => call.path.startsWith(`${root}/`))
        .map(({ key, reading }): [string, Json] => [key, contentOf(reading)])
      const lasting = { ...own, ...Object.fromEntries(parts) }
      const shape = canonicalJson(withoutSecrets(standIns.hide(lasting)))
      const open = createHash('sha256').update(shape).digest('base64url').slice(0, 22)
      return [`${type}/${name}`, `${open}.${keyed(lasting)}`]
    }),
  )

const contentOf = (reading: Reading): Json =>
  reading.kind === 'list' ? [...reading.items] : (reading.answer.body ?? null)

/** The part that needs no key; empty for what was not there. */
export const openPart = (fingerprint: string | undefined): string =>
  fingerprint?.split('.')[0] ?? ''

function withoutSecrets(value: Json): Json {
  if (isSecretMark(value)) return null
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutSecrets(member)]),
  )
}
