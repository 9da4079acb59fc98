import { type Uploads, uploadedAt } from '../../gateway/draft-difference.ts'
import type { Session } from '../session.ts'
import type { RemoteResource } from '../tenant-state/guarded-tenant.ts'

/** What a receipt holds of a secret that this command uploaded; null of one that it did not. */
export const uploadedSecret =
  (session: Pick<Session, 'fingerprint' | 'secrets'>, uploads: Uploads) =>
  ({ id }: Pick<RemoteResource, 'id'>, secret: string) => {
    const writtenAt = uploadedAt(uploads, id, secret)
    const fingerprint = session.fingerprint(session.secrets[secret] ?? '')
    return writtenAt === '' ? null : { fingerprint, writtenAt }
  }
