import { z } from 'zod'
import { LIMIT_PROFILE_NAMES } from '../limits/limit-profiles.ts'
import type { SwitchPositions } from '../switch-positions.ts'
import { SWITCH_NAMES } from '../switches.ts'
import { type Control, ControlRefusal } from './control.ts'

export type ControlRequest = {
  /** Parsed JSON; `undefined` when the request had no body. */
  readonly body: unknown
  readonly query: URLSearchParams
}

export type ControlRoute = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: `/${string}`
  /** For people: the page at `/` shows it. */
  readonly what: string
  /** A body that would be taken. */
  readonly example?: string
  /** @returns what is answered as JSON, or will be; `undefined`: an empty answer */
  readonly answer: (control: Control, request: ControlRequest) => unknown
}

const Advance = z.strictObject({ ms: z.number() })
const Fault = z.strictObject({
  path: z.string().max(1_000),
  method: z
    .string()
    .regex(/^[a-z]{3,7}$/i)
    .exactOptional(),
  status: z.number().exactOptional(),
  latencyMs: z.number().exactOptional(),
  drop: z.boolean().exactOptional(),
  times: z.number().exactOptional(),
})
const Switches = z.strictObject(
  Object.fromEntries(SWITCH_NAMES.map((name) => [name, z.boolean().exactOptional()])),
)
const Limits = z.strictObject({ profile: z.string().nullable() })
const LAST = 100

export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/clock', what: "the tenant's time", answer: readClock },
  {
    method: 'POST',
    path: '/clock/advance',
    what: 'moves the time forward',
    example: '{"ms": 3600000}',
    answer: (control, { body }) => {
      control.advance(Advance.parse(body).ms)
      return readClock(control)
    },
  },
  {
    method: 'GET',
    path: '/switches',
    what: 'how behaviour that nobody has confirmed is played now',
    answer: (control) => control.switches(),
  },
  {
    method: 'PATCH',
    path: '/switches',
    what: 'plays it the other way',
    example: '{"organizationOnRefresh": false}',
    answer: (control, { body }) =>
      control.setSwitches(Switches.parse(body) as Partial<SwitchPositions>),
  },
  {
    method: 'GET',
    path: '/limits',
    what: 'the plan by which requests are limited, and what is left of each budget',
    answer: (control) => control.limits(),
  },
  {
    method: 'PATCH',
    path: '/limits',
    what: `limits requests as a plan of Auth0 does: ${LIMIT_PROFILE_NAMES.join(', ')}; null limits nobody`,
    example: '{"profile": "professional"}',
    answer: (control, { body }) => control.setLimits(Limits.parse(body).profile),
  },
  {
    method: 'GET',
    path: '/faults',
    what: 'what is still to go wrong',
    answer: (control) => control.faults(),
  },
  {
    method: 'POST',
    path: '/faults',
    what: 'lets the next matching requests fail: `status`, `latencyMs` or `drop`, `times` times',
    example: '{"path": "/api/v2/users/*", "status": 429, "times": 2}',
    answer: (control, { body }) => control.addFault(Fault.parse(body)),
  },
  {
    method: 'DELETE',
    path: '/faults',
    what: 'nothing is to go wrong any more',
    answer: (control) => control.clearFaults(),
  },
  {
    method: 'GET',
    path: '/outbox',
    what: 'mail that Auth0 would have sent, oldest first; `?to=` an address',
    answer: (control, { query }) => control.outbox(query.get('to') ?? undefined),
  },
  {
    method: 'GET',
    path: '/outbox/latest',
    what: 'the newest mail `?to=` an address; `null` where there is none',
    answer: (control, { query }) => {
      const to = query.get('to')
      if (to === null) throw new ControlRefusal('`to` is missing in the query')
      return control.latestMail(to) ?? null
    },
  },
  {
    method: 'DELETE',
    path: '/outbox',
    what: 'empties the outbox',
    answer: (control) => control.clearOutbox(),
  },
  {
    method: 'GET',
    path: '/executions',
    what: 'runs of Actions and what they printed, oldest first; `?action=` its name, `?last=` so many',
    answer: (control, { query }) => {
      const action = query.get('action')
      const runs = control.executions()
      return lastOf(
        action === null ? runs : runs.filter((run) => run.action_name === action),
        query,
      )
    },
  },
  {
    method: 'GET',
    path: '/logs',
    what: 'the tenant log, oldest first; `?type=` a code, `?last=` so many',
    answer: (control, { query }) => {
      const type = query.get('type')
      const logs = control.logs()
      return lastOf(type === null ? logs : logs.filter((log) => log.type === type), query)
    },
  },
  {
    method: 'GET',
    path: '/events',
    what: 'events on their way to streams, and those that failed, oldest first',
    answer: (control) => control.events(),
  },
  {
    method: 'POST',
    path: '/events/settle',
    what: 'answers when no event is due any more, with those that wait for another try, or failed',
    answer: async (control) => {
      await control.settleEvents()
      return control.events()
    },
  },
  {
    method: 'POST',
    path: '/reset',
    what: 'back to a tenant that has just started; the machine clients stay',
    answer: (control) => control.reset(),
  },
  {
    method: 'GET',
    path: '/snapshot',
    what: 'everything in the tenant, secrets included, as JSON',
    answer: (control) => control.snapshot(),
  },
  {
    method: 'POST',
    path: '/restore',
    what: 'back to a snapshot, which is the body; also to one of another local tenant',
    answer: (control, { body }) => control.restore(body),
  },
]

function readClock(control: Control) {
  const nowMs = control.now()
  return { now: new Date(nowMs).toISOString(), nowMs }
}

function lastOf<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const last = query.get('last') ?? String(LAST)
  if (!/^\d{1,6}$/.test(last)) throw new ControlRefusal('`last` must be a whole number')
  return last === '0' ? [] : items.slice(-Number(last))
}
