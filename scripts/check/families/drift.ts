import { actionOf } from '../../bundle/find-actions.ts'
import type { Family } from '../family.ts'
import { finding, type Rule } from '../finding.ts'
import { areReadable, managed, manages, placeInRulebook } from '../subject.ts'

const DRIFT_UNHEARD: Rule = {
  id: 'drift_unheard',
  severity: 'warning',
  summary: '`drift` is on, and no stream in the tenant folder tells the guard of events',
  why: 'Auth0 asks the Action of `drift` nothing unless an enabled stream of events has it as its destination: what changes between logins ends nothing until the next one, and nothing else says so.',
}

const DRIFT_STREAM_IDLE: Rule = {
  id: 'drift_stream_idle',
  severity: 'note',
  summary: 'a stream tells the guard of events, and `drift` is off',
  why: 'The build leaves out the Action of `drift` and every stream to it, so that the tenant does not get what the folder says.',
}

const GUARD = 'org-guard-event-stream'

/** Whether the guard is told of what happens between logins, if and only if the rulebook asks for it. */
export const drift: Family = {
  title: 'Changes between logins',
  rules: [DRIFT_UNHEARD, DRIFT_STREAM_IDLE],
  look(subject) {
    const { mode } = subject.project.rulebook.drift
    const streams = managed(subject, 'eventStreams').filter(
      ({ value }) => actionOf(value) === GUARD,
    )
    if (mode === 'off') {
      const message = (name: string) => `the stream \`${name}\` is for \`drift\`, which is off`
      const fix = 'set `drift` of the rulebook to `monitor`, or take the stream out'
      return streams.map(({ name, place }) =>
        finding(DRIFT_STREAM_IDLE, place(['destination']), message(name), fix),
      )
    }
    const isHeard = streams.some(({ value }) => value.status !== 'disabled')
    if (isHeard || !areReadable(subject, 'eventStreams')) return []
    const why = manages(subject, 'eventStreams')
      ? `no enabled stream in \`tenant/event-streams\` has \`${GUARD}\` as its destination`
      : '`manages` leaves out `eventStreams`: no deploy makes a stream'
    return [
      finding(
        DRIFT_UNHEARD,
        placeInRulebook(subject, 'drift'),
        `\`drift\` is \`${mode}\`, and ${why}`,
        'add the stream of docs/your-tenant.md and `eventStreams` in `manages`; made by hand, it needs a waiver here',
      ),
    ]
  },
}
