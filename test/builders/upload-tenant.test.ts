import { afterAll, beforeAll, expect, test } from 'vitest'
import { stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { openShippingScene, type ShippingScene } from '../shipping/shipping-scene.ts'
import { uploadTenant } from './upload-tenant.ts'

let scene: ShippingScene
beforeAll(async () => {
  scene = await openShippingScene()
  const staged = await stageTenant(scene.checkout, LOCAL_ENVIRONMENT, Date.now(), {})
  await uploadTenant(staged, scene.running)
})
afterAll(() => scene.stop())

/** Secrets are no differences of what was uploaded: nobody can read them, and there is no receipt yet. */
const isSecret = (path: string): boolean => /secret/i.test(path)

test('what tests upload is what a deploy would: it differs in nothing that can be read', async () => {
  await scene.run('plan', '--json')
  const { changes, refusals } = JSON.parse(scene.output.at(-1) ?? '')
  const differing = changes.flatMap(
    ({ type, name, fields }: { type: string; name: string; fields: { path: string }[] }) =>
      fields.filter(({ path }) => !isSecret(path)).map(({ path }) => `${type}/${name} ${path}`),
  )
  expect([differing, refusals]).toEqual([[], []])
})
