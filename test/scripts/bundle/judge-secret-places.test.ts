import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeSecretPlaces } from '../../../scripts/bundle/judge-secret-places.ts'
import type { SecretFault } from '../../../scripts/bundle/secret-markers.ts'

// The function that the Deploy CLI itself replaces keywords by.
const { keywordReplace } = createRequire(import.meta.url)(
  'auth0-deploy-cli/lib/tools/utils.js',
) as {
  keywordReplace: (text: string, keywords: Readonly<Record<string, unknown>>) => string
}

const VALUES = { OG_SIGNING_KEY: 'value-of-the-signing-key', API_KEY: 'value-of-the-api-key' }
const NAMES = Object.keys(VALUES)
const ids = (faults: readonly SecretFault[]): readonly string[] => faults.map(({ id }) => id)
const judge = (file: string, text: string, keywords: Record<string, string> = {}) =>
  judgeSecretPlaces(new Map([[file, text]]), { keywords, secrets: NAMES })

const guard = (secrets: unknown, trigger = 'post-login', name = `org-guard-${trigger}`) =>
  JSON.stringify({ name, supported_triggers: [{ id: trigger }], secrets })
const OWN = [{ name: 'OG_SIGNING_KEY', value: '@@OG_SIGNING_KEY@@' }]

test.each<[string, string, string, readonly string[]]>([
  ['its own Action', 'tenant/actions/a.json', guard(OWN), []],
  ['a module', 'tenant/action-modules/a.json', guard(OWN), ['secret_misplaced']],
  ['a folder below', 'tenant/actions/b/a.json', guard(OWN), ['secret_misplaced']],
  [
    'an Action of no trigger of ours',
    'tenant/actions/a.json',
    guard(OWN, 'send-phone'),
    ['secret_misplaced'],
  ],
  [
    'a name of ours at another trigger',
    'tenant/actions/a.json',
    guard(OWN, 'post-login', 'org-guard-credentials-exchange'),
    ['secret_misplaced'],
  ],
  [
    'a name that begins like ours',
    'tenant/actions/a.json',
    guard(OWN, 'post-login', 'org-guard-post-login-2'),
    ['secret_misplaced'],
  ],
  [
    'the secrets of a secret',
    'tenant/actions/a.json',
    guard([{ ...OWN[0], secrets: OWN }]),
    ['secret_misplaced'],
  ],
  ['secrets that are no list', 'tenant/actions/a.json', guard({ 0: OWN[0] }), ['secret_misplaced']],
  [
    'its own Action, in hashes',
    'tenant/actions/a.json',
    guard(OWN).replaceAll('@@', '##'),
    ['secret_spliced'],
  ],
  [
    'its own Action, without quotes',
    'tenant/actions/a.json',
    guard(OWN).replaceAll('"@@', '@@').replaceAll('@@"', '@@'),
    ['secret_spliced'],
  ],
  [
    'its own Action, with an escape',
    'tenant/actions/a.json',
    guard(OWN).replace('"@@', '"\\u0040@'),
    ['secret_spliced'],
  ],
  [
    'its own Action and beside it',
    'tenant/actions/a.json',
    guard([...OWN, '@@OG_SIGNING_KEY@@']),
    ['secret_misplaced'],
  ],
  ['JSON that is none', 'tenant/actions/a.json', `${guard(OWN)},`, ['secret_misplaced']],
])('the guard’s key in %s', (_where, file, text, expected) => {
  expect(ids(judge(file, text))).toEqual(expected)
})

test.each<[string, unknown, readonly string[]]>([
  ['tenant/clients/a.json', { client_secret: '@@API_KEY@@' }, []],
  ['tenant/clients/a.json', { addons: { layer: { privateKey: '@@API_KEY@@' } } }, []],
  [
    'tenant/clients/a.json',
    { client_metadata: { client_secret: '@@API_KEY@@' } },
    ['secret_misplaced'],
  ],
  ['tenant/clients/a.json', { client_secret: ['@@API_KEY@@'] }, ['secret_misplaced']],
  ['tenant/connections/a.json', { options: { client_secret: '@@API_KEY@@' } }, []],
  ['tenant/connections/a.json', { client_secret: '@@API_KEY@@' }, ['secret_misplaced']],
  ['tenant/connections/a.json', { options: { client_id: '@@API_KEY@@' } }, ['secret_misplaced']],
  [
    'tenant/database-connections/a/database.json',
    { options: { configuration: { ANY: '@@API_KEY@@' } } },
    [],
  ],
  [
    'tenant/database-connections/a/login.json',
    { options: { client_secret: '@@API_KEY@@' } },
    ['secret_misplaced'],
  ],
  ['tenant/emails/provider.json', { credentials: { smtp_pass: '@@API_KEY@@' } }, []],
  [
    'tenant/emails/welcome_email.json',
    { credentials: { smtp_pass: '@@API_KEY@@' } },
    ['secret_misplaced'],
  ],
  ['tenant/log-streams/a.json', { sink: { splunkToken: '@@API_KEY@@' } }, []],
  ['tenant/log-streams/a.json', { sink: { splunkDomain: '@@API_KEY@@' } }, ['secret_misplaced']],
  ['tenant/attack-protection/captcha.json', { hcaptcha: { secret: '@@API_KEY@@' } }, []],
  ['tenant/resource-servers/a.json', { signing_secret: '@@API_KEY@@' }, ['secret_misplaced']],
])('another secret in %s at %j', (file, value, expected) => {
  expect(ids(judge(file, JSON.stringify(value)))).toEqual(expected)
})

test.each<[string, Record<string, unknown>, readonly string[]]>([
  ['a plain value', { COMPANY: 'Acme' }, []],
  ['a marker of a secret', { COMPANY: '@@API_KEY@@' }, ['keyword_value_marked']],
  ['a marker among other words', { COMPANY: 'Acme ##API_KEY## Ltd' }, ['keyword_value_marked']],
  ['a marker of another keyword', { COMPANY: '@@NAME@@' }, ['keyword_value_marked']],
  ['a marker in a list', { URLS: [{ url: '##HOST##' }] }, ['keyword_value_marked']],
  ['signs that mark nothing', { COMPANY: '## @@ #1' }, []],
  ['the value of a secret', { API_KEY: 'value' }, ['keyword_is_secret']],
  ['that of one that nobody lists', { OG_REBIND: 'x', OG_DELEGATES: '[]' }, ['keyword_is_secret']],
])('a keyword with %s', (_what, keywords, expected) => {
  const environment = { keywords, secrets: NAMES } as Parameters<typeof judgeSecretPlaces>[1]
  expect(ids(judgeSecretPlaces(new Map(), environment))).toEqual(expected)
})

/** Pieces that texts are put together from: markers, halves of markers, and what stands around them. */
const piece = fc.oneof(
  fc.constantFrom(
    ...NAMES.flatMap((name) => [`@@${name}@@`, `##${name}##`, `"@@${name}@@"`, name]),
    ...['@', '@@', '#', '##', '@@A@@', '##A##', '##B##', '\\u0040', '\\u0023', '"', "'", ' ', 'x'],
  ),
  fc.string({ maxLength: 4 }),
)
const pieces = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''))
const keyword = fc.oneof(
  fc.constantFrom('OG_SIGNING_KEY', 'API_KEY', '@@', '##', '@@API_KEY@@'),
  pieces,
)

test('whatever a page or a script is made of: no secret arrives without a fault, in any order of keywords', () => {
  fc.assert(
    fc.property(pieces, keyword, keyword, fc.boolean(), (text, A, B, isSecretFirst) => {
      const keywords = { A, B }
      const given = isSecretFirst ? { ...VALUES, ...keywords } : { ...keywords, ...VALUES }
      const deployed = keywordReplace(text, given)
      const arrives = Object.values(VALUES).some((value) => deployed.includes(value))
      if (arrives) expect(judge('tenant/pages/login.html', text, keywords)).not.toEqual([])
    }),
    { seed: 20261128, numRuns: 20_000 },
  )
})

test.each<[string, string, Record<string, string>]>([
  [
    'completed by one keyword and laid bare by the next',
    '{"description":"##B##A###"}',
    { A: '####OG_SIGNING_KEY#', B: '' },
  ],
  [
    'in the second round only, of what is staged with its keywords',
    '{"description":"###B####"}',
    { A: '#OG_SIGNING_KEY#', B: '##A#' },
  ],
])('a marker that is nowhere until keywords are put in is found: %s', (_, text, keywords) => {
  expect(ids(judge('tenant/clients/a.json', text, keywords))).toContain('secret_misplaced')
})

test('whatever a JSON file is made of: a secret arrives as the whole value of its field, or with a fault', () => {
  const value = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      pieces,
      fc.constantFrom(...NAMES.map((name) => `@@${name}@@`)),
      fc.dictionary(
        fc.oneof(fc.constantFrom('client_secret', 'description'), pieces),
        tie('node'),
        {
          maxKeys: 3,
        },
      ),
      fc.array(tie('node'), { maxLength: 2 }),
    ),
  })).node
  fc.assert(
    fc.property(value, keyword, keyword, fc.boolean(), (client, A, B, isSecretFirst) => {
      const text = JSON.stringify(client).replaceAll('\\\\u00', '\\u00')
      const keywords = { A, B }
      const given = isSecretFirst ? { ...VALUES, ...keywords } : { ...keywords, ...VALUES }
      if (judge('tenant/clients/a.json', text, keywords).length > 0) return
      const deployed = keywordReplace(text, given)
      const found = Object.values(VALUES).reduce(
        (rest, one) => rest + deployed.split(one).length - 1,
        0,
      )
      if (found === 0) return
      // Without a fault the one place for a secret of others is the field of the client itself.
      expect(JSON.parse(deployed)).toMatchObject({ client_secret: VALUES.API_KEY })
      expect(found).toBe(1)
    }),
    { seed: 20261128, numRuns: 20_000 },
  )
})
