import { MODULES, type Uploads, uploadedAt, writtenAt } from '../../gateway/draft-difference.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import { isSecretMark } from '../../gateway/secret-mark.ts'
import { type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { BuiltSession } from '../session.ts'
import type { KnownSecret } from './known-secrets.ts'
import type { UploadedSecret } from './make-receipt.ts'
import type { DeployReceipt } from './receipt.ts'

export type UploadedSecrets = {
  /** Of an Action: one that is changed gets all of its secrets anew. */
  readonly ofAction: UploadedSecret
  readonly ofModules: NonNullable<DeployReceipt['modules']>
}

/** What a deploy knows of the secrets that it has just written. */
export function uploadedSecrets(
  { assets }: Pick<Rehearsal, 'assets'>,
  uploads: Uploads,
  { standIns, fingerprint, keyId }: Pick<BuiltSession, 'standIns' | 'fingerprint' | 'keyId'>,
): UploadedSecrets {
  const marked = (type: 'actions' | 'actionModules'): readonly JsonObject[] =>
    objectsIn(standIns.mark({ all: objectsIn(assets[type]) }).all)
  const [actions, modules] = [marked('actions'), marked('actionModules')]

  const fingerprinted = (
    wanted: JsonObject | undefined,
    secret: string,
    at: string,
  ): Pick<KnownSecret, 'fingerprint' | 'writtenAt'> | null => {
    const value = objectsIn(wanted?.secrets).find(({ name }) => name === secret)?.value
    if (at === '' || value === undefined) return null
    const hash = isSecretMark(value) ? value.$fingerprint : fingerprint(value)
    return hash === null ? null : { fingerprint: hash, writtenAt: at }
  }

  const ofModule = (module: JsonObject): Record<string, KnownSecret> => {
    const uploaded = [...uploads].find(
      ([path, { name }]) => path.startsWith(`${MODULES}/`) && name === module.name,
    )
    const times = writtenAt(uploaded?.[1] ?? {})
    return Object.fromEntries(
      Object.entries(times).flatMap(([secret, at]) => {
        const known = fingerprinted(module, secret, at)
        return known === null || keyId === null ? [] : [[secret, { ...known, keyId }]]
      }),
    )
  }

  return {
    ofAction: ({ name, id }, secret) =>
      fingerprinted(
        actions.find((one) => one.name === name),
        secret,
        uploadedAt(uploads, id, secret),
      ),
    ofModules: Object.fromEntries(
      modules
        .map((module) => [textOf(module.name), ofModule(module)] as const)
        .filter(([, secrets]) => Object.keys(secrets).length > 0),
    ),
  }
}
