import { expect, test } from 'vitest'
import { readRequestedModes } from '../../../actions/records/requested-modes.ts'

test.each<[string, unknown, object]>([
  ['no metadata', undefined, {}],
  ['metadata that is null', null, {}],
  ['nothing asked', {}, {}],
  ['one policy', { og_modes: 'email-lock=enforce' }, { 'email-lock': 'enforce' }],
  [
    'several, however they are parted',
    { og_modes: 'email-lock=enforce, membership=off;delegation=monitor' },
    { 'email-lock': 'enforce', membership: 'off', delegation: 'monitor' },
  ],
  ['twice: the last', { og_modes: 'membership=off membership=enforce' }, { membership: 'enforce' }],
  ['no policy', { og_modes: 'everything=off' }, {}],
  ['no mode', { og_modes: 'membership=never membership' }, {}],
  ['what every object knows', { og_modes: 'constructor=off __proto__=off' }, {}],
  ['a mode in capitals', { og_modes: 'membership=ENFORCE' }, {}],
  ['a list', { og_modes: ['membership=off'] }, {}],
  ['a text as metadata', 'og_modes', {}],
])('%s', (_what, metadata, modes) => {
  expect(readRequestedModes(metadata as never)).toEqual(modes)
})
