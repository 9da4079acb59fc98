import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { JWK } from 'jose'
import { z } from 'zod'
import type { MachineClients } from './seed-machine-clients.ts'
import { parseSnapshot, SnapshotFault, type TenantSnapshot } from './snapshot.ts'

/**
 * What a tenant needs to go on where it ended. It holds the signing key and every secret: the file is
 * its owner's alone (0600). The certificate is made anew at each start.
 */
export type StoredTenant = {
  readonly snapshot: TenantSnapshot
  /** Private: tokens that were issued before the restart stay good. */
  readonly signingKey: JWK
  readonly machineClients: MachineClients
}

/** A person's fault, not ours: the file cannot be read, written, or understood. */
export class StateFileFault extends Error {
  override readonly name = 'StateFileFault'
  readonly file: string

  constructor(file: string, why: string) {
    super(`state file \`${file}\` ${why}`)
    this.file = file
  }
}

/**
 * @returns null where there is no such file yet
 * @throws StateFileFault where there is one that no tenant has written
 */
export async function loadStateFile(file: string): Promise<StoredTenant | null> {
  const text = await readText(file)
  if (text === null) return null
  try {
    const { snapshot, ...stored } = Stored.parse(JSON.parse(text))
    return { ...(stored as Omit<StoredTenant, 'snapshot'>), snapshot: parseSnapshot(snapshot) }
  } catch (error) {
    throw new StateFileFault(file, `is damaged: ${reasonOf(error)}`)
  }
}

/**
 * Whole or not at all: written beside the file, forced to the disk, then renamed over it. Whoever dies
 * in between leaves the file as it was.
 * @throws StateFileFault
 */
export async function saveStateFile(file: string, text: string): Promise<void> {
  const draft = draftOf(file, process.pid)
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw new StateFileFault(file, `cannot be written: ${reasonOf(error)}`)
  }
}

/** Drafts of processes that died while writing. */
export async function removeDeadDrafts(file: string): Promise<void> {
  const prefix = `${basename(file)}.`
  const names = await readdir(dirname(file)).catch(() => [])
  for (const name of names) {
    const pid = /^(\d+)\.draft$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '')?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    await rm(join(dirname(file), name), { force: true })
  }
}

const draftOf = (file: string, pid: number): string => `${file}.${pid}.draft`

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw new StateFileFault(file, `cannot be read: ${reasonOf(error)}`)
  }
}

/** The rename itself must survive a power cut too. Not every file system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return `\`${error.issues[0]?.path.join('.')}\` is missing or wrong`
  if (error instanceof SyntaxError) return 'it is not JSON'
  if (error instanceof SnapshotFault) return error.message
  const { code, message } = error as { code?: unknown; message?: unknown }
  return String(code ?? message)
}

const machineClient = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
})

const Stored = z.strictObject({
  snapshot: z.unknown(),
  signingKey: z.looseObject({ kty: z.literal('RSA'), kid: z.string(), d: z.string() }),
  machineClients: z.strictObject({ deploy: machineClient, guard: machineClient }),
})
