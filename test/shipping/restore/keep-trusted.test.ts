import { expect, test } from 'vitest'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { keepTrusted } from '../../../scripts/shipping/restore/keep-trusted.ts'
import type { Session } from '../../../scripts/shipping/session.ts'
import { nock, onlyNockAnswers } from '../../builders/only-nock-answers.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

onlyNockAnswers()

const session = {
  access: {
    address: { domain: 'tenant.example.com', certificate: null },
    credentials: { clientId: 'client', proof: { kind: 'secret', secret: 's3cret' } },
    port: memoryPort({ '/actions/actions': [] }).port,
  },
} as unknown as Session

const FAULT = { code: 'tenant_refused', message: 'the tenant refused it', fix: 'look' }
const DONE = () => Promise.resolve('done')
const BROKEN = () => Promise.reject(new Error('ours'))
const REFUSED = () => Promise.reject(new UserFault([FAULT]))

type Token = 200 | 403 | 'silent'

/** What becomes of a change, by the codes of its faults or its error; and whether a line says `locked out`. */
async function ends(change: () => Promise<string>, token: Token) {
  const asked = nock('https://tenant.example.com').post('/oauth/token')
  if (token === 'silent') asked.replyWithError('gone')
  else asked.reply(token, token === 200 ? { access_token: 'opaque' } : { error: 'access_denied' })
  const said: string[] = []
  const say = (line: string) => said.push(line)
  const end = await keepTrusted(session, { resources: [] }, say, change).then(
    ({ result, untold }) => [result, ...untold.map(({ code }) => code)],
    (error: Error) =>
      error instanceof UserFault ? error.faults.map(({ code }) => code) : error.message,
  )
  return [end, said.some((line) => line.includes('refused a fresh token'))]
}

test.each<[string, () => Promise<string>, Token, unknown, isSaid: boolean]>([
  ['a change that holds', DONE, 200, ['done'], false],
  ['a change behind which nobody can ask', DONE, 'silent', ['done', 'tenant_unavailable'], false],
  ['a change that locks out', DONE, 403, ['locked_out'], false],
  ['one that stops', REFUSED, 200, ['tenant_refused'], false],
  ['one that stops and locks out', REFUSED, 403, ['tenant_refused', 'locked_out'], false],
  [
    'one that stops, and nobody can ask',
    REFUSED,
    'silent',
    ['tenant_refused', 'tenant_unavailable'],
    false,
  ],
  ['a fault of our own', BROKEN, 200, 'ours', false],
  ['a fault of our own that locks out', BROKEN, 403, 'ours', true],
])('%s', async (_what, change, token, end, isSaid) => {
  expect(await ends(change, token)).toEqual([end, isSaid])
})
