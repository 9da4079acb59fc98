import { indented, type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { OwnDemo } from './own-demo.ts'
import { quoted } from './render-exports.ts'
import { trust } from './render-guide.ts'

export type OwnGuideParts = {
  readonly domain: string
  readonly demo: OwnDemo | null
  /** Where a browser begins to sign in; null without a demo. */
  readonly signIn: string | null
  /** PEM. */
  readonly certificate: string
  readonly certificateFile: string
}

/** What somebody at a browser needs to know of a tenant with the folder of a team. */
export function renderOwnGuide(parts: OwnGuideParts): Lines {
  const { domain, demo, signIn } = parts
  if (demo === null || signIn === null) {
    return lines('Nobody can sign in yet: make an application with a callback, and a person', '')
  }
  const { client, organization, connection } = demo.door
  const where = organization === null ? '' : ` for ${organization.name}`
  return lines(
    'With a browser',
    '',
    `  ${client.name}${where}, people of ${connection}:`,
    `  ${signIn}`,
    '',
    indented('  ', renderTable(rows(demo))),
    '',
    `  From there the browser goes to ${client.redirectUri}, with a code or with the refusal in the address.`,
    '  To let your application do all of it, run it with this domain and this client:',
    `  ${domain}  ${client.id}`,
    '',
    ...trust(parts),
  )
}

const rows = ({ dana, sam }: OwnDemo): string[][] => [
  ['who', 'password (made for this run)', 'and meets'],
  [dana.email, dana.password, 'let in'],
  [sam.email, sam.password, 'refused: an administrator suspended him'],
]

/** Commands of an operator that have something to say about these people. */
export const renderOwnTrials = (
  { door, danaId, samId }: OwnDemo,
  call: (command: string, rest: string) => string,
): readonly string[] => [
  'Dana, who is let in:',
  `  ${call('explain', `--user ${quoted(danaId)} --client ${quoted(door.client.name)}${inOrganization(door)}`)}`,
  'Sam, who is suspended, and then let in again:',
  `  ${call('inspect', `--user ${quoted(samId)}`)}`,
  `  ${call('members', `lift-suspension --user ${quoted(samId)}`)}`,
]

const inOrganization = ({ organization }: OwnDemo['door']): string =>
  organization === null ? '' : ` --organization ${quoted(organization.name)}`
