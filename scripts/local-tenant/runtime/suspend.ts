import { randomBytes } from 'node:crypto'
import { collectCommands } from './collect-commands.ts'
import { type CollectedWrites, noWrites } from './collected-writes.ts'
import type { Command } from './run-result.ts'
import type { ActionCommands, Suspension } from './suspension.ts'

/** Done at once, over with the redirect, or written before it: not to be replayed. */
const MOMENTARY = new Set(['cacheSet', 'cacheDelete', 'redirect', 'appMetadata', 'userMetadata'])

export const lastingCommands = (commands: readonly Command[]): Command[] =>
  commands.filter(([name]) => !MOMENTARY.has(name))

/** @throws TypeError where the Action's URL is none (the sandbox sends valid ones only) */
export function suspend(redirectUrl: string, rest: Omit<Suspension, 'url' | 'state'>): Suspension {
  const state = randomBytes(32).toString('base64url')
  const url = new URL(redirectUrl)
  url.searchParams.set('state', state)
  return { ...rest, url: url.href, state }
}

export function replay(history: readonly ActionCommands[]): CollectedWrites {
  const writes = noWrites()
  for (const { actionName, commands } of history) collectCommands(writes, commands, actionName)
  return writes
}
