import { createHash, type KeyObject } from 'node:crypto'
import { type DerivedKeys, deriveKeys } from '../../../actions/records/keyring.ts'
import type { KeyIds } from '../../../actions/rulebook/baked-rulebook.ts'
import {
  developmentRebindPrivateKey,
  developmentRebindPublicKey,
} from '../../project/development-rebind-key.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../project/local-environments.ts'
import { rebindKeyFrom, rebindPublicKeyOf } from '../../project/rebind-key.ts'
import { WORLD_DOMAIN } from '../guard/guard-world.ts'

/**
 * Keys in the place of those that a rulebook names, one for each: records are signed with them, and
 * nobody here has the true ones. Only whether two keys are the same can matter to a guard.
 */
export type StandInKeys = {
  readonly ids: KeyIds
  /** As a deploy of that rulebook would set them. */
  readonly secrets: Readonly<Record<string, string>>
  readonly signing: DerivedKeys
  readonly alsoVerifying: DerivedKeys | null
  readonly rebind: KeyObject | null
}

export function standInKeys({ signing, alsoVerifying, rebindPublicKey }: KeyIds): StandInKeys {
  const own = secretFor(signing)
  const other = alsoVerifying === null ? null : secretFor(alsoVerifying)
  const keys = {
    signing: deriveKeys(own),
    alsoVerifying: other === null ? null : deriveKeys(other),
  }
  const rebind = rebindPublicKey === null ? null : rebindFor(rebindPublicKey)
  return {
    ...keys,
    rebind,
    ids: {
      signing: keys.signing.id,
      alsoVerifying: keys.alsoVerifying?.id ?? null,
      rebindPublicKey: rebind === null ? null : rebindPublicKeyOf(rebind),
    },
    secrets: {
      OG_SIGNING_KEY: own,
      ...(other === null ? {} : { OG_VERIFYING_KEY: other }),
      OG_DOMAIN: WORLD_DOMAIN,
      OG_CLIENT_ID: 'a-machine-client',
      OG_CLIENT_SECRET: 'a-secret-that-opens-nothing',
    },
  }
}

/** The development key is as public as this, and `explain` believes it in the local environments. */
const secretFor = (keyId: string): string =>
  deriveKeys(DEVELOPMENT_SIGNING_KEY).id === keyId
    ? DEVELOPMENT_SIGNING_KEY
    : `a-stand-in-that-signs-nothing-true-for-the-key-${keyId}`

const rebindFor = (publicKey: string): KeyObject =>
  developmentRebindPublicKey() === publicKey
    ? developmentRebindPrivateKey()
    : rebindKeyFrom(createHash('sha256').update(`a stand-in for ${publicKey}`).digest())
