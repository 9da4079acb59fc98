import { expect, test } from 'vitest'
import { readRequestedModes } from '../../../actions/records/requested-modes.ts'

test.each<[string, unknown, object | null]>([
  ['no metadata', undefined, {}],
  ['metadata that is null', null, {}],
  ['nothing asked', {}, {}],
  ['one policy', { og_modes: 'email-lock=enforce' }, { 'email-lock': 'enforce' }],
  [
    'several, however they are parted',
    { og_modes: 'email-lock=enforce, membership=off;delegation=monitor' },
    { 'email-lock': 'enforce', membership: 'off', delegation: 'monitor' },
  ],
  [
    'twice: the strictest',
    { og_modes: 'membership=enforce membership=off delegation=off delegation=monitor' },
    { membership: 'enforce', delegation: 'monitor' },
  ],
  ['a text of separators', { og_modes: ' ;, ' }, {}],
  ['nothing but null', { og_modes: null }, {}],
  ['no policy', { og_modes: 'everything=off' }, null],
  [
    'a policy that is misspelt, beside another',
    { og_modes: 'membership=off delgation=enforce' },
    null,
  ],
  ['a mode that is none', { og_modes: 'membership=never' }, null],
  ['no mode', { og_modes: 'membership' }, null],
  ['two modes', { og_modes: 'membership=off=enforce' }, null],
  ['spaces around', { og_modes: 'delegation = enforce' }, null],
  ['a colon', { og_modes: 'delegation:enforce' }, null],
  ['an object', { og_modes: { delegation: 'enforce' } }, null],
  ['a number', { og_modes: 0 }, null],
  ['what every object knows', { og_modes: 'constructor=off __proto__=off' }, null],
  ['a mode in capitals', { og_modes: 'membership=ENFORCE' }, null],
  ['a list', { og_modes: ['membership=off'] }, null],
  ['a text as metadata', 'og_modes', {}],
])('%s', (_what, metadata, modes) => {
  expect(readRequestedModes(metadata as never)).toEqual(modes)
})
