import { expect, test } from 'vitest'
import { createDemoSessions } from '../../../scripts/demo/demo-session.ts'

test.each([
  [199, true],
  [200, false],
])('after %i newer sessions the first is known: %j', (newer, isKnown) => {
  const sessions = createDemoSessions()
  const { id } = sessions.open(undefined)
  for (let count = 0; count < newer; count += 1) sessions.open(undefined)
  expect(sessions.open(id).id === id).toBe(isKnown)
})
