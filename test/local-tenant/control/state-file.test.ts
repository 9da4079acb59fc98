import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { loadStateFile, removeDeadDrafts } from '../../../scripts/local-tenant/state-file.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { callManagement, mintToken, trustingFetch } from '../management/management-access.ts'
import { addPerson, logIn, openApplication, refresh } from '../oidc/start-scene.ts'
import { sceneOf, seededTenant } from './seeded-tenant.ts'
import { startProgram, whenPrinted } from './start-program.ts'

const HOUR_MS = 3_600_000
/** By which the texts of write-state-for-ever.ts differ. */
const PADDING_BYTES = 4_000_000
const mira = { email: 'mira@example.com' }
let folder: string
let file: string

beforeAll(async () => {
  folder = anOddFolder()
  file = join(folder, 'tenant.json')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a tenant goes on where it ended: address, people, tokens, sessions, clock', async () => {
  const { running, scene, stop } = await seededTenant({ stateFile: file })
  running.control.advance(HOUR_MS)
  await addPerson(scene, mira.email)
  const browser = scene.newBrowser()
  const scope = { scope: 'openid offline_access' }
  const before = await logIn(scene, await openApplication(scene), browser, mira, scope)
  const offsetMs = running.clock.offsetMs()
  await stop()
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')

  const again = await startTenant({ stateFile: file })
  expect([again.domain, again.clock.offsetMs()]).toEqual([running.domain, offsetMs])
  expect(again.machineClients).toEqual(running.machineClients)
  const userinfo = await trustingFetch(again)(`${again.url}/userinfo`, {
    headers: { authorization: `Bearer ${before.access_token}` },
  })
  expect([userinfo.status, await userinfo.json()]).toEqual([200, { sub: before.claims()?.sub }])
  const application = await openApplication(sceneOf(again))
  const renewed = await refresh(sceneOf(again), application, before.refresh_token)
  expect(renewed.claims()?.sub).toBe(before.claims()?.sub)
  await again.stop()
})

test('elsewhere it has another address, and its tokens are not good', async () => {
  const { running, stop } = await seededTenant({ stateFile: file })
  const moved = await startTenant({ stateFile: file, port: 0 })
  expect(moved.domain).not.toBe(running.domain)
  expect(moved.tenant.state.resourceServers.size).toBe(running.tenant.state.resourceServers.size)
  const audiences = [...moved.tenant.state.clientGrants.values()].map(({ audience }) => audience)
  expect(audiences).toEqual([`${moved.url}/api/v2/`, `${moved.url}/api/v2/`])
  const token = await mintToken(running)
  expect((await callManagement(moved, 'GET', '/clients', { token })).status).toBe(401)
  await Promise.all([stop(), moved.stop()])
})

test('a clock that is asked for wins over the one in the file', async () => {
  const startAtMs = Date.UTC(2031, 0, 15)
  const running = await startTenant({ stateFile: file, startAtMs })
  expect(new Date(running.control.now()).toISOString().slice(0, 10)).toBe('2031-01-15')
  await running.stop()
})

test('changes are in the file soon, without an end: by API, by login page, by control port', async () => {
  const path = join(folder, 'soon.json')
  const running = await startTenant({ stateFile: path })
  const becomes = async (text: string) => {
    await expect.poll(() => readFile(path, 'utf8')).toContain(text)
  }
  await callManagement(running, 'POST', '/roles', { body: { name: 'role-by-api' } })
  await becomes('role-by-api')
  running.control.setSwitches({ invitationComparesCase: true })
  await becomes('invitationComparesCase')
  // What happens outside requests is noticed by its traces.
  running.tenant.state.settings.set('x', { text: 'by-nobody' })
  running.tenant.state.sequence += 1
  await becomes('by-nobody')
  await running.stop()
})

describe('a file that is no state of a tenant is refused by name', () => {
  const stored = async () => JSON.parse(await readFile(file, 'utf8'))
  test.each<[string, () => Promise<string>, string]>([
    ['empty', async () => '', 'it is not JSON'],
    ['cut off', async () => (await readFile(file, 'utf8')).slice(0, -10), 'it is not JSON'],
    ['something else', async () => '{"users": []}', '`snapshot` is missing or wrong'],
    [
      'without a private key',
      async () =>
        JSON.stringify({ ...(await stored()), signingKey: { kty: 'RSA', kid: 'a', d: 'x' } }),
      'its `signingKey` is no private RSA key',
    ],
    [
      'with people who have no id',
      async () => {
        const { snapshot, ...rest } = await stored()
        return JSON.stringify({ ...rest, snapshot: { ...snapshot, state: { users: [['a', {}]] } } })
      },
      '`state.users.0.1.user_id`: Invalid input: expected string, received undefined',
    ],
  ])('%s', async (_what, text, why) => {
    const damaged = join(folder, 'damaged.json')
    await writeFile(damaged, await text())
    const started = startTenant({ stateFile: damaged })
    await expect(started).rejects.toMatchObject({
      name: 'StateFileFault',
      file: damaged,
      message: `state file \`${damaged}\` is damaged: ${why}`,
    })
  })

  test('a folder that is not there', async () => {
    const nowhere = join(folder, 'nowhere/tenant.json')
    const message = `state file \`${nowhere}\` cannot be written: ENOENT`
    await expect(startTenant({ stateFile: nowhere })).rejects.toMatchObject({ message })
  })

  test('a folder', async () => {
    const message = `state file \`${folder}\` cannot be read: EISDIR`
    await expect(startTenant({ stateFile: folder })).rejects.toMatchObject({ message })
  })
})

describe('killed at any moment', () => {
  test('while it writes again and again, the file is one of its texts, whole', async () => {
    const path = join(folder, 'killed.json')
    const text = (await readFile(file, 'utf8')).trim()
    await writeFile(path, text)
    for (let nth = 0; nth < 8; nth += 1) {
      const program = startProgram('write-state-for-ever.ts', [path])
      await whenPrinted(program, 'writing')
      await new Promise((resolve) => setTimeout(resolve, 3 + nth * 5))
      await program.kill()
      const stored = await loadStateFile(path)
      expect(stored?.machineClients).toBeTruthy()
      const { size } = await stat(path)
      expect((size - Buffer.byteLength(text)) % PADDING_BYTES).toBe(0)
    }
    await removeDeadDrafts(path)
    expect((await readdir(folder)).filter((name) => name.endsWith('.draft'))).toEqual([])
  })

  test('a whole tenant comes back with what it had answered a moment before', async () => {
    const path = join(folder, 'whole.json')
    const program = startProgram('busy-tenant.ts', [path])
    await whenPrinted(program, 'changed 1')
    // When the file is written is the machine's; that it is, and what is in it, is not.
    await expect.poll(() => readFile(path, 'utf8')).toContain('role-1')
    await program.kill()
    const running = await startTenant({ stateFile: path })
    const names = [...running.tenant.state.roles.values()].map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(names).toEqual(names.map((_name, nth) => `role-${nth + 1}`))
    await running.stop()
  })
})
