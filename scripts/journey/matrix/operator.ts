import { markOf } from '../../../actions/records/address-mark.ts'
import { BLOCK_KEY, storedBlocks, withBlock } from '../../../actions/records/block-record.ts'
import { LOCK_KEY, signLock } from '../../../actions/records/lock-record.ts'
import { withPermission } from '../../../actions/records/permission-record.ts'
import { REBIND_KEY } from '../../../actions/records/rebind-record.ts'
import { normaliseAddress } from '../../../policies/address.ts'
import { relock } from '../../../policies/lock.ts'
import { signRebind } from '../../administration/sign-permission.ts'
import { developmentRebindKey } from '../../project/development-rebind-key.ts'
import { type PersonRecords, readPersonRecords, writeRecord } from '../../state/person-records.ts'
import { idOf } from '../scene.ts'
import type { Estate } from './estate.ts'

const HOUR_MS = 3_600_000

/** What operators do to records with `npm run members`, by the same functions. */
export const createOperator = (estate: Estate) => ({
  /** @param where the name of an organization, or `*` */
  async block(userId: string, where: string): Promise<void> {
    const records = await recordsOf(estate, userId)
    const place = where === '*' ? where : organizationId(estate, where)
    const block = { o: place, r: 'SUSPENDED', t: Math.floor(estate.now() / 1000) }
    const blocks = withBlock(storedBlocks(records.storedBlocks) ?? [], block)
    await writeRecord(estate.scene.management, userId, BLOCK_KEY, blocks)
  },

  /** The address is Acme's from now on, and `connection` is where the membership was granted. */
  async relock(userId: string, address: string, connection: string): Promise<void> {
    const { scene, keyring, now } = estate
    const { lock, owner } = await recordsOf(estate, userId)
    const content = relock(lock, [markOfAddress(estate, address)], {
      organization: organizationId(estate, 'acme'),
      identitySource: idOf(scene.names, 'connections', connection),
      origin: 'operator',
      lockedAtMs: now(),
    })
    const record = signLock(content, keyring.signing, owner)
    await writeRecord(scene.management, userId, LOCK_KEY, record)
  },

  /** The person may move to the address, once, within an hour. */
  async permit(userId: string, address: string): Promise<void> {
    const { scene, keyring, now, rebindPublicKey } = estate
    const { storedRebinds, owner } = await recordsOf(estate, userId)
    const request = {
      organization: organizationId(estate, 'acme'),
      address,
      expiresAtMs: now() + HOUR_MS,
      privateKey: developmentRebindKey(),
      publicKey: rebindPublicKey,
    }
    const record = withPermission(storedRebinds, signRebind(request, keyring, owner))
    await writeRecord(scene.management, userId, REBIND_KEY, record)
  },
})

const organizationId = ({ scene }: Estate, name: string): string =>
  idOf(scene.names, 'organizations', name)

const recordsOf = (estate: Estate, userId: string): Promise<PersonRecords> =>
  readPersonRecords(estate.scene.management, estate.keyring, estate.tenantId, userId)

function markOfAddress({ keyring, tenantId }: Estate, text: string): string {
  const address = normaliseAddress(text)
  if (address.kind !== 'usable') throw new Error('the address cannot be locked')
  return markOf('address', address.form, keyring.signing, tenantId)
}
