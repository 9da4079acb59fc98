import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import type * as child from '../../scripts/gateway/run-deploy-cli.ts'
import { aCheckout, type Checkout } from '../builders/a-checkout.ts'
import { aRun } from '../builders/a-run.ts'
import { GENERATED_TYPES, tenantFolders, writtenTo } from './any-tenant-folder.ts'
import { type Folder, type ImportScene, openImportScene, recordingHost } from './import-scene.ts'

/**
 * What is rehearsed is what an import would write: the plan rests on it. The unmodified Deploy CLI
 * runs each folder twice, once in front of the gateway, and once in front of a tenant.
 */
vi.mock('../../scripts/gateway/run-deploy-cli.ts', async (original) => {
  const real = await original<typeof child>()
  const runDeployCli: typeof real.runDeployCli = (request, host, onLine) =>
    real.runDeployCli(request, recordingHost(host), onLine)
  return { ...real, runDeployCli }
})

let scene: ImportScene
beforeAll(async () => {
  scene = await openImportScene()
})
afterAll(() => scene?.running.stop())

/** Rehearsed, imported, and rehearsed again. */
async function bothWays(folder: Folder) {
  scene.empty()
  const first = await scene.rehearse(folder)
  const received = await scene.import(folder, 'without waits')
  const second = await scene.rehearse(folder)
  expect([first.rehearsal.run.failure, first.rehearsal.failure]).toEqual([null, null])
  return { ...first, received, left: second.rehearsal.effects, writes: second.rehearsal.writes }
}

describe('the sample folder', () => {
  let checkout: Checkout
  let folder: Folder
  let both: Awaited<ReturnType<typeof bothWays>>

  beforeAll(async () => {
    checkout = await aCheckout()
    const staged = await stageTenant(checkout.root, 'local', Date.now(), {})
    const { manages, secrets } = staged.project.environment
    folder = { path: staged.folder, types: manages, secrets }
    both = await bothWays(folder)
  })
  afterAll(() => checkout.discard())

  test('is rehearsed with the writes of an import', () => {
    expect(both.asked.length).toBeGreaterThan(20)
    expect(both.asked).toEqual(both.received)
  })

  test('leaves nothing to do once it was imported', () => {
    expect([both.left, both.writes]).toEqual([[], []])
  })

  test('is written the same as it comes, with every wait', async () => {
    scene.empty()
    expect(await scene.import(folder, 'as it comes')).toEqual(both.received)
  })
})

test('any folder is rehearsed with the writes of an import, and then leaves nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(tenantFolders, async (files) => {
      const path = await writtenTo(files)
      try {
        const both = await bothWays({ path, types: GENERATED_TYPES, secrets: [] })
        expect(both.asked).toEqual(both.received)
        expect([both.left, both.writes]).toEqual([[], []])
      } finally {
        await rm(path, { recursive: true, force: true })
      }
    }),
    { ...aRun('same writes', 3), endOnFailure: true },
  )
})
