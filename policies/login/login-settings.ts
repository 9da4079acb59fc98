import { settingsOf } from '../catalogue.ts'
import type { LoginSettings } from './settings.ts'

const DAY_MS = 24 * 3_600_000

/**
 * The settings of a login for whoever has no rulebook at hand: what is left out is as the rulebook has
 * it by default, or, where it has no default, at its strictest. A policy without a rollout is off.
 */
export const loginSettings = (given: Partial<LoginSettings>): LoginSettings => ({
  rollout: {},
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 90 * DAY_MS,
  unknownOnRefresh: 'observe',
  ...settingsOf('login'),
  ...given,
})
