import { type Crowd, type CrowdOf, shareAt } from '../../../scripts/capacity/crowd.ts'
import type { Held } from '../../../scripts/capacity/login-answers.ts'

type Someone = { readonly share: number; held: Held; hasCome: boolean; hasTurn: boolean }

/**
 * The slow reference of a crowd: everybody is somebody, and the policies are asked for each of them, each
 * minute and each sign-in. People alike are found by looking at all, so that the same draw names one of the same kind.
 */
export function oneByOne({ people, begins, answers, draws }: CrowdOf): Crowd {
  const all = Array.from({ length: people }, (_, index): Someone => {
    return { share: shareAt(index, people), held: begins, hasCome: false, hasTurn: false }
  })
  let minuteMs = 0
  let last: Someone | undefined
  const ask = (one: Someone) => answers.ask(one, minuteMs)
  const kept = () => all.filter(({ held }) => held === 'lock')
  const waiting = () => all.filter(({ held, hasTurn }) => held !== 'lock' && !hasTurn)
  const due = () => all.filter(({ held, hasTurn }) => held !== 'lock' && hasTurn)
  const home = () => {
    for (const one of all) one.hasCome = false
  }
  /** Who of those whose turn has not come came today, nobody could tell until now. */
  const settle = (one: Someone) => {
    const others = waiting()
    const hasCome =
      draws.fraction() * others.length < others.filter((other) => other.hasCome).length
    if (one.hasCome === hasCome) return
    const other = others.find((candidate) => candidate.hasCome === hasCome) ?? one
    other.hasCome = one.hasCome
    one.hasCome = hasCome
  }
  return {
    people,
    beginMinute(nowMs) {
      minuteMs = nowMs
      for (const one of all) {
        if (one.held === 'lock' || one.hasTurn || ask(one) !== 'writes') continue
        settle(one)
        one.hasTurn = true
      }
    },
    beginDay: home,
    arrive() {
      if (all.every(({ hasCome }) => hasCome)) home()
      const away = [...due(), ...waiting(), ...kept()].filter(({ hasCome }) => !hasCome)
      last = away[Math.floor(draws.fraction() * away.length)]
      if (last === undefined) throw new Error('nobody is there')
      last.hasCome = true
      return ask(last)
    },
    sendAway() {
      if (last !== undefined) last.hasCome = false
    },
    keepRecord() {
      if (last !== undefined) last.held = 'lock'
    },
    keepAnyRecord() {
      throw new Error('no backfill runs here')
    },
    kept: () => kept().length,
    came: () => all.filter(({ hasCome }) => hasCome).length,
  }
}
