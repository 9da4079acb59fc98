import { expect } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import { addPerson, logIn, openApplication } from './start-scene.ts'

const SPARE_RECORDS = 1_500

test('nothing is forgotten before its time, and all of it afterwards', async () => {
  const ann = await addPerson(scene, 'ann@example.com')
  const portal = await openApplication(scene)
  const { protocol } = scene.tenant.state
  const spare = { payload: { kind: 'Spare' }, expires_at_ms: scene.tenant.clock.now() + 60_000 }
  for (let nth = 0; nth < SPARE_RECORDS; nth += 1) protocol.set(`Spare:${nth}`, spare)
  const spares = () => [...protocol.keys()].filter((key) => key.startsWith('Spare:')).length
  for (let nth = 0; nth < 20; nth += 1) await logIn(scene, portal, scene.newBrowser(), ann)
  expect(spares()).toBe(SPARE_RECORDS)
  scene.tenant.clock.advance(60_000)
  for (let nth = 0; nth < 250; nth += 1) await logIn(scene, portal, scene.newBrowser(), ann)
  expect(spares()).toBe(0)
})

test('all that a login leaves can be written to a file and read back', () => {
  const records = [...scene.tenant.state.protocol]
  expect(JSON.parse(JSON.stringify(records))).toEqual(records)
})
