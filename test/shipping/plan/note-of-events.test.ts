import { expect, test } from 'vitest'
import { noteOfEvents } from '../../../scripts/shipping/plan/note-of-events.ts'
import { DRIFT_FILES } from '../../builders/drift-files.ts'

const [GUARD, STREAM] = Object.values(DRIFT_FILES) as [object, object]
const LOGIN = { name: 'org-guard-post-login', supported_triggers: [{ id: 'post-login' }] }
const UNHEARD =
  'event-stream: nothing here switches org-guard-event-stream on: a stream of events has to name it (docs/your-tenant.md, section 6)'
const HEARD =
  'event-stream: org-guard-event-stream is switched on by the stream org-guard-drift, and by no trigger'

test.each<[string, object, readonly string[]]>([
  ['no Action for events', { actions: [LOGIN], eventStreams: [STREAM] }, []],
  ['a stream', { actions: [LOGIN, GUARD], eventStreams: [STREAM] }, [HEARD]],
  ['streams that are not loaded', { actions: [GUARD] }, [UNHEARD]],
  ['none', { actions: [GUARD], eventStreams: [] }, [UNHEARD]],
  [
    'a disabled one',
    { actions: [GUARD], eventStreams: [{ ...STREAM, status: 'disabled' }] },
    [UNHEARD],
  ],
  [
    'one to somewhere else',
    { actions: [GUARD], eventStreams: [{ ...STREAM, destination: { type: 'webhook' } }] },
    [UNHEARD],
  ],
])('%s', (_what, assets, expected) => {
  expect(noteOfEvents(assets)).toEqual(expected)
})
