import { createHash, X509Certificate } from 'node:crypto'
import type { Person } from '../auth0/login-client/person.ts'
import { indented, type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { DemoPeople } from './demo-people.ts'
import type { DemoUpstreams } from './demo-upstreams.ts'
import { quoted } from './render-exports.ts'

export type GuideParts = {
  readonly portal: string
  readonly reports: string
  readonly people: DemoPeople
  readonly upstreams: DemoUpstreams
  /** PEM. */
  readonly certificate: string
  /** Where it was written, relative to the checkout. */
  readonly certificateFile: string
}

/** What somebody at a browser needs to know, and no more. */
export function renderGuide(parts: GuideParts): Lines {
  const { portal, reports, people, upstreams } = parts
  return lines(
    'With a browser',
    '',
    `  Member Portal      ${portal}`,
    `  Reports            ${reports}`,
    `  Acme's provider    ${upstreams.acme.issuer}people  change or remove its people here`,
    `  Google's stand-in  ${upstreams.google.issuer}people`,
    '',
    indented('  ', renderTable(rows(parts))),
    '',
    `  Ivan's invitation  ${portal}/sign-in${people.invitation}`,
    '',
    ...trust(parts),
  )
}

/** Commands of an operator that have something to say about these people. */
export const renderTrials = (
  { ids }: Pick<DemoPeople, 'ids'>,
  call: (command: string, rest: string) => string,
): string[] => [
  'Dora, who is let in:',
  `  ${call('inspect', `--user ${quoted(ids.dora)}`)}`,
  'Blake, whom Acme blocked, is let in again:',
  `  ${call('members', `unblock --user ${quoted(ids.blake)} --organization acme`)}`,
  'Drew, whose address was changed:',
  `  ${call('explain', `--user ${quoted(ids.drew)} --client 'Member Portal' --organization acme`)}`,
]

function rows({ people, upstreams }: GuideParts): string[][] {
  const { erin, ivan, mona, gus } = upstreams.people
  const row = (person: Person, how: string, meets: string): string[] => [
    person.email,
    person.password,
    how,
    meets,
  ]
  const { dora, blake, drew, olivia } = people
  return [
    ['who', 'password (made for this run)', 'signs in', 'and meets'],
    row(dora, 'by password', 'let in to Acme and Globex; refused without organization'),
    row(blake, 'by password', 'refused at Acme, which blocked him; let in to Globex'),
    row(drew, 'by password', 'refused at Acme: the address is not the one he was let in with'),
    row(olivia, 'by password', 'let in to Acme, whose people she looks after in the portal'),
    row(erin, 'with Acme', 'let in to Acme; refused once her address is changed there'),
    row(ivan, 'with Acme', 'let in by his invitation, and by nothing else'),
    row(mona, 'with Acme', 'refused: nobody made her a member; uses up an invitation of others'),
    row(gus, 'with Google', 'let in to Reports without organization'),
  ]
}

/** How a browser comes to trust the tenant. */
export function trust({
  certificate,
  certificateFile,
}: Pick<GuideParts, 'certificate' | 'certificateFile'>): string[] {
  return [
    `  Whatever listens here has one certificate, ${certificateFile}. Click through the`,
    '  warning once per address, import the file, or start a browser that trusts just this key:',
    `  chromium --user-data-dir="$(mktemp -d)" --ignore-certificate-errors-spki-list=${spkiHash(certificate)}`,
  ]
}

/** SHA-256 of a certificate's public key, base64: what Chromium can be told to trust. */
export function spkiHash(certificate: string): string {
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}
