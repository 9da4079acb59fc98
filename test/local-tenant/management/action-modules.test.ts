import { expect, test } from 'vitest'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { type Body, outcomeOf } from './call-as-sdk.ts'

const tenant = aRestoredTenant()
const { call } = tenant

const MODULES = '/actions/modules'
const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
const shown = async (path: string): Promise<Body> => (await call('GET', path)).body
const make = async (differences: object = {}): Promise<string> => {
  const { body } = await call('POST', MODULES, { name: 'helper', code: 'one', ...differences })
  return `${MODULES}/${body.id}`
}
/** Of a version or a module, what tells it from another. */
const contentOf = ({ code, dependencies, secrets }: Body) => ({ code, dependencies, secrets })
const versionsOf = async (module: string) =>
  (await shown(`${module}/versions`)).versions as readonly Body[]
const numbersOf = async (module: string) =>
  (await versionsOf(module)).map(({ version_number, code }) => [version_number, code])
const stateOf = async (module: string) => {
  const { code, all_changes_published, latest_version_number, latest_version } = await shown(module)
  const latest = (latest_version as Body | undefined)?.code
  return [code, all_changes_published, latest_version_number, latest]
}

test('a module is made as a draft, without a version', async () => {
  const module = await make()
  expect(await shown(module)).toEqual({
    id: module.split('/').at(-1),
    name: 'helper',
    code: 'one',
    dependencies: [],
    secrets: [],
    actions_using_module_total: 0,
    all_changes_published: false,
    latest_version_number: 0,
    created_at: DATE,
    updated_at: DATE,
  })
  expect(await versionsOf(module)).toEqual([])
})

test('a version keeps what the module was, and is counted, newest first', async () => {
  const module = await make()
  const states = [await stateOf(module)]
  await call('POST', `${module}/versions`)
  states.push(await stateOf(module))
  await call('PATCH', module, { code: 'two' })
  states.push(await stateOf(module))
  await call('POST', `${module}/versions`)
  states.push(await stateOf(module))
  expect(states).toEqual([
    ['one', false, 0, undefined],
    ['one', true, 1, 'one'],
    ['two', false, 1, 'one'],
    ['two', true, 2, 'two'],
  ])
  expect(await numbersOf(module)).toEqual([
    [2, 'two'],
    [1, 'one'],
  ])
})

test('to publish at once is to make the first version', async () => {
  expect(await stateOf(await make({ publish: true }))).toEqual(['one', true, 1, 'one'])
})

test('a rollback makes a former version the newest, and the draft', async () => {
  const module = await make({
    publish: true,
    dependencies: [{ name: 'lodash', version: '4.17.21' }],
    secrets: [{ name: 'KEY', value: 'not shown' }],
  })
  const [first] = await versionsOf(module)
  await call('PATCH', module, { code: 'two', dependencies: [], secrets: [] })
  await call('POST', `${module}/versions`)
  await call('PATCH', module, { code: 'three' })
  await call('POST', `${module}/rollback`, { module_version_id: first?.id })
  expect(await numbersOf(module)).toEqual([
    [3, 'one'],
    [2, 'two'],
    [1, 'one'],
  ])
  const [newest] = await versionsOf(module)
  const then = {
    code: 'one',
    dependencies: [{ name: 'lodash', version: '4.17.21' }],
    secrets: [{ name: 'KEY', updated_at: DATE }],
  }
  expect([contentOf(first ?? {}), contentOf(newest ?? {}), contentOf(await shown(module))]).toEqual(
    [then, then, then],
  )
  expect(await shown(`${module}/versions/${first?.id}`)).toEqual(first)
})

test('the value of a secret is shown nowhere', async () => {
  const module = await make({ publish: true, secrets: [{ name: 'KEY', value: 'not shown' }] })
  await call('PATCH', module, { secrets: [{ name: 'KEY', value: 'not shown' }] })
  const seen = [await shown(MODULES), await shown(module), await shown(`${module}/versions`)]
  expect(JSON.stringify([seen, [...tenant.running.tenant.state.kept]])).not.toContain('not shown')
})

test('a list says page, length and total, and less of each than it is', async () => {
  for (const name of ['a', 'b', 'c']) await make({ name, publish: true })
  const { modules, ...rest } = await shown(`${MODULES}?per_page=2&page=1`)
  const [only, ...others] = modules as Body[]
  expect(rest).toEqual({ total: 3, page: 1, per_page: 2 })
  expect([only?.name, only?.latest_version, others]).toEqual(['c', undefined, []])
})

test('each refusal has its code, and leaves things as they are', async () => {
  const module = await make({ publish: true })
  const other = await make({ name: 'other', publish: true })
  const [ofOther] = await versionsOf(other)
  const outcomes = [
    await call('POST', MODULES, { name: 'helper', code: 'two' }),
    await call('POST', MODULES, { name: 'without code' }),
    await call('PATCH', module, { nobody_knows: 1 }),
    await call('POST', `${module}/rollback`, { module_version_id: ofOther?.id }),
    await call('POST', `${module}/rollback`, {}),
    await call('GET', `${module}/versions/${ofOther?.id}`),
    await call('GET', `${MODULES}/none`),
    await call('POST', `${MODULES}/none/versions`),
  ].map(outcomeOf)
  expect(outcomes).toEqual([
    'action_module_conflict',
    'invalid_body',
    'invalid_body',
    'inexistent_action_module_version',
    'invalid_body',
    'inexistent_action_module_version',
    'inexistent_action_module',
    'inexistent_action_module',
  ])
  expect(await stateOf(module)).toEqual(['one', true, 1, 'one'])
})

test('versions go with their module', async () => {
  const module = await make({ publish: true })
  expect((await call('DELETE', module)).status).toBe(204)
  expect([...tenant.running.tenant.state.kept.keys()]).toEqual([])
})
