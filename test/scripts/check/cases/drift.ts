import { DRIFT_FILES } from '../../../builders/drift-files.ts'
import { type Case, json, LOCAL, RULEBOOK } from '../a-case.ts'
import { withKeys } from '../a-project.ts'

const ACTION = 'actions/org-guard-event-stream.json'
const STREAM = 'event-streams/org-guard-drift.json'

const withDrift = (mode: string) => ({
  [RULEBOOK]: withKeys({ drift: { mode } }),
  [`tenant/${ACTION}`]: json(DRIFT_FILES[ACTION]),
})
const withStream = (differences: object = {}) => ({
  [`tenant/${STREAM}`]: json({ ...(DRIFT_FILES[STREAM] as object), ...differences }),
})
const withClient = (manages: readonly string[] = []) => ({
  [LOCAL]: (text: string): string => {
    const environment = JSON.parse(text)
    return json({
      ...environment,
      manages: [...environment.manages, ...manages],
      secrets: [...environment.secrets, 'OG_DRIFT_CLIENT_ID', 'OG_DRIFT_CLIENT_SECRET'],
    })
  },
})
const managing = withClient(['eventStreams'])

/** What the rulebook asks for between logins, and what the tenant folder brings. */
export const DRIFT_CASES: readonly Case[] = [
  {
    what: 'drift with its stream',
    changes: { ...withDrift('monitor'), ...managing, ...withStream() },
    found: [],
  },
  {
    what: 'drift where no deploy makes a stream',
    changes: { ...withDrift('monitor'), ...withClient(), ...withStream() },
    found: [['drift_unheard', RULEBOOK, '"drift"']],
  },
  {
    what: 'drift with a stream that is disabled',
    changes: { ...withDrift('enforce'), ...managing, ...withStream({ status: 'disabled' }) },
    found: [['drift_unheard', RULEBOOK, '"drift"']],
  },
  {
    what: 'drift with a stream that goes elsewhere',
    changes: {
      ...withDrift('monitor'),
      ...managing,
      ...withStream({ destination: { type: 'webhook', configuration: {} } }),
    },
    found: [['drift_unheard', RULEBOOK, '"drift"']],
  },
  {
    what: 'a stream of drift that is off',
    changes: { ...withDrift('off'), ...managing, ...withStream() },
    found: [['drift_stream_idle', `tenant/${STREAM}`, '"destination"']],
  },
]
