import { constants } from 'node:fs'
import { lstat, mkdir, open, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { jsonOf } from '../ground/json-value.ts'
import { isAlive, thisProcess } from '../ground/this-process.ts'
import type { LoadedEnvironment } from './load-project.ts'
import { isLocalEnvironment, isOnThisMachine } from './local-environments.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Nobody but the owner may list or change it: who may write here says where commands go. */
const FOLDER = ['.build', 'local', 'running'] as const
const NAME = 'tenant.json'

const Announced = z.strictObject({
  pid: z.number().int().positive(),
  /** What a second shell would export. */
  variables: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()),
})
type Announced = z.output<typeof Announced>

/** Told together: half of one and half of another prove nobody. */
const UNITS: readonly (readonly string[])[] = [
  [
    'AUTH0_CLIENT_ID',
    'AUTH0_CLIENT_SECRET',
    'AUTH0_CLIENT_PRIVATE_KEY',
    'AUTH0_CLIENT_SIGNING_KEY_PATH',
  ],
  ['OG_CLIENT_ID', 'OG_CLIENT_SECRET'],
]

/**
 * Lets commands of this checkout find the local tenant that this process runs. One that runs already stays the one that is found.
 * @param root of the checkout
 * @param variables as a second shell would export them
 * @returns takes it back
 */
export async function announceTenant(
  root: string,
  variables: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  await mkdir(join(root, ...FOLDER), { recursive: true, mode: 0o700 })
  const file = join(root, ...FOLDER, NAME)
  if (!(await isOwnersAlone(root)) || (await findTenant(root)) !== null) return async () => {}
  await rm(file, { force: true })
  const handle = await open(file, 'wx', 0o600).catch(() => null)
  if (handle === null) return async () => {}
  await handle.writeFile(`${JSON.stringify({ pid: thisProcess.id(), variables })}\n`)
  await handle.close()
  return () => rm(file, { force: true })
}

/**
 * The variables, with what a local tenant of this checkout has announced: for an environment that is local by its own
 * domain, and only where none of them says otherwise.
 */
export async function withRunningTenant(
  place: LoadedEnvironment,
  variables: Variables,
): Promise<Variables> {
  if (!isLocalEnvironment(place)) return variables
  const running = await findTenant(place.root)
  if (running === null) return variables
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value))
  const { AUTH0_DOMAIN: domain = running.variables.AUTH0_DOMAIN } = given
  if (domain !== running.variables.AUTH0_DOMAIN) return variables
  const told = UNITS.filter((names) => names.some((name) => name in given)).flat()
  // A machine behind a proxy has certificates of its own under this name: those of this tenant go by ours.
  const { NODE_EXTRA_CA_CERTS: certificate, ...others } = running.variables
  const found = Object.entries(others).filter(([name]) => !told.includes(name))
  return {
    ...variables,
    ...(certificate === undefined ? {} : { OG_CERTIFICATE: certificate }),
    ...Object.fromEntries(found),
    ...given,
  }
}

/** Null for none, for one whose process was killed, and for what anybody else may have written. */
async function findTenant(root: string): Promise<Announced | null> {
  const { data } = Announced.safeParse(jsonOf((await readOwnersFile(root)) ?? ''))
  const domain = data?.variables.AUTH0_DOMAIN ?? ''
  const isThere =
    data !== undefined &&
    isOnThisMachine(domain) &&
    isAlive(data.pid) &&
    !(await isFree(Number(domain.split(':')[1])))
  return isThere ? data : null
}

async function readOwnersFile(root: string): Promise<string | null> {
  if (!(await isOwnersAlone(root))) return null
  const file = join(root, ...FOLDER, NAME)
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null)
  if (handle === null) return null
  try {
    const found = await handle.stat()
    return found.isFile() && isOwners(found) ? await handle.readFile('utf8') : null
  } finally {
    await handle.close()
  }
}

/** The folder, which no link leads to, is the owner's. Where no owner can be told, nothing is. */
async function isOwnersAlone(root: string): Promise<boolean> {
  const ways = FOLDER.map((_, at) => join(root, ...FOLDER.slice(0, at + 1)))
  const found = await Promise.all(ways.map((way) => lstat(way).catch(() => null)))
  const last = found.at(-1)
  return found.every((one) => one?.isDirectory() === true) && last != null && isOwners(last)
}

const isOwners = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  uid === thisProcess.ownerId() && (mode & 0o077) === 0

/** Nothing listens there; asking it would open a connection to whoever does. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
