import { expect, test } from 'vitest'
import { createClock } from '../../scripts/local-tenant/clock.ts'

test('whoever listens is told of every jump forward, until they leave', () => {
  const clock = createClock(0)
  const heard: [string, number][] = []
  const leave = clock.onAdvance((ms) => heard.push(['one', ms]))
  clock.onAdvance((ms) => heard.push(['other', ms]))
  clock.advance(5)
  clock.restore(0)
  leave()
  leave()
  clock.advance(7)
  expect(heard).toEqual([
    ['one', 5],
    ['other', 5],
    ['other', 7],
  ])
})
