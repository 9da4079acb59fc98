import { expect, test } from 'vitest'
import {
  type AuditEntry,
  type AuditLog,
  nextLine,
} from '../../../scripts/administration/audit-log.ts'
import { withAuditSink } from '../../../scripts/administration/audit-sink.ts'
import { singleFetch } from '../../../scripts/ground/pinned-fetch.ts'
import { sharedCertificate, startRecording } from '../../builders/recording-server.ts'

const ENTRY: AuditEntry = {
  at: '2026-11-20T12:00:00.000Z',
  phase: 'begun',
  operation: 'block',
  receipt: 'receipt-1',
  actor: { kind: 'administrator', userId: 'auth0|olivia' },
  organization: 'org_acme',
  person: 'auth0|ann',
  before: null,
  after: null,
}
const LINE = nextLine(null, ENTRY)
const log: AuditLog = { append: async () => LINE }
const SAID = 'line 1 of the audit did not reach its sink; it is in the file'

async function appendTo(url: string, timeoutMs = 1000) {
  const told: string[] = []
  const { certificate } = await sharedCertificate()
  const tools = { send: singleFetch({ certificate }), tell: (text: string) => told.push(text) }
  const line = await withAuditSink(log, { url, timeoutMs }, tools).append(ENTRY)
  return { line, told }
}

test('a sink gets each line whole, when it is written', async () => {
  const { domain, received } = await startRecording((_request, response) => response.end())
  const { line, told } = await appendTo(`https://${domain}/audit`)
  expect([line, told, received]).toEqual([LINE, [], [`POST /audit ${JSON.stringify(LINE)}`]])
})

test.each<[string, number, Record<string, string>]>([
  ['an error', 500, {}],
  ['a refusal', 403, {}],
  ['a redirect, which nobody follows', 307, { location: 'https://elsewhere.example.com/' }],
])('%s of the sink keeps nothing from being done, and is said', async (_what, status, headers) => {
  const { domain } = await startRecording((_request, response) =>
    response.writeHead(status, headers).end(),
  )
  expect(await appendTo(`https://${domain}/`)).toEqual({ line: LINE, told: [SAID] })
})

test('a sink that never answers, or is not there, is waited for no longer than it may take', async () => {
  const { domain } = await startRecording(() => {})
  expect(await appendTo(`https://${domain}/`, 50)).toEqual({ line: LINE, told: [SAID] })
  expect(await appendTo('https://localhost:1/', 50)).toEqual({ line: LINE, told: [SAID] })
})

test('without a sink nothing is sent', async () => {
  const send = () => Promise.reject(new Error('nothing is to be sent'))
  const told: string[] = []
  const quiet = withAuditSink(log, null, { send, tell: (text) => told.push(text) })
  expect([await quiet.append(ENTRY), told]).toEqual([LINE, []])
})
