import { fileURLToPath } from 'node:url'
import { hashFolder } from '../ground/hash-folder.ts'
import { canonicalJson } from '../ground/json-value.ts'

/** Rooms that decide what of the tenant is read, compared and kept back. */
const ROOMS = ['gateway', 'shipping']

/** Of our own code, which may find a difference tomorrow that it did not see today. */
export const engineHash = async (): Promise<string> =>
  canonicalJson(
    await Promise.all(
      ROOMS.map((room) => hashFolder(fileURLToPath(new URL(`../${room}`, import.meta.url)))),
    ),
  )
