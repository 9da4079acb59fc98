import { expect, test } from 'vitest'
import { noteOfDrafts } from '../../../scripts/shipping/plan/note-of-drafts.ts'

const RUN = { name: 'add-claims', deployed_version: { id: 'ver_1' } }

test.each([
  ['one that the tenant runs', { deployed: false }, [RUN], true],
  ['one that it has as a draft too', { deployed: false }, [{ name: 'add-claims' }], false],
  ['one that it does not have', { deployed: false }, [], false],
  ['one that git puts to use', { deployed: true }, [RUN], false],
  ['one of which git does not say so', {}, [RUN], true],
])('%s', (_what, said, existing, isNoted) => {
  expect(noteOfDrafts({ actions: [{ name: 'add-claims', ...said }] }, existing)).toEqual(
    isNoted
      ? [
          'actions/add-claims: a draft in git; the tenant runs a version of it, which no deploy takes out of use, and which is not compared',
        ]
      : [],
  )
})
