import { expect, test } from 'vitest'
import { classId } from '../../../../scripts/evidence/report/class-id.ts'
import type { ChangeClass } from '../../../../scripts/evidence/report/group-differences.ts'

const place = (client: string, label = client) => ({
  client,
  organization: null,
  connection: 'con_a',
  labels: { client: label },
})
const found: ChangeClass = {
  kind: 'admitted',
  before: 'A by a-policy',
  after: 'admitted',
  who: ['one', 'two'],
  where: [{ client: null }],
  places: [0],
  sinceMs: null,
  untilMs: 10,
  count: 1,
  witness: 0,
}
const own = classId('production', 'login', found, [place('a')])

test.each<[string, Partial<ChangeClass>, ReturnType<typeof place>[]]>([
  ['another reason before', { before: 'B by a-policy' }, [place('a')]],
  ['another person', { who: ['one'] }, [place('a')]],
  ['another client under the same name', {}, [place('b', 'a')]],
  ['one more that is alike', {}, [place('a', 'a (alike: b)')]],
  ['one more place', { places: [0, 1] }, [place('a'), place('b')]],
  ['a later end', { untilMs: null }, [place('a')]],
  ['another beginning', { sinceMs: 5 }, [place('a')]],
])('%s is another class', (_what, change, wheres) => {
  expect(classId('production', 'login', { ...found, ...change }, wheres)).not.toBe(own)
})

test('another environment or moment is another class', () => {
  const others = [
    classId('staging', 'login', found, [place('a')]),
    classId('production', 'sign-up', found, [place('a')]),
  ]
  expect(others).not.toContain(own)
})

test('how many were asked, and in which order, is no other class', () => {
  const same = { ...found, count: 7, witness: 3, who: ['two', 'one'], where: [], places: [1] }
  expect(classId('production', 'login', same, [place('b'), place('a')])).toBe(own)
})
