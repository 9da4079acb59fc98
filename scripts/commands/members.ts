import { ADMINISTRATION_SCOPES } from '../administration/tools.ts'
import { type Demands, MEMBER_OPERATIONS, type MemberVerb } from '../operating/member-operations.ts'
import { MEMBER_VIEWS } from '../operating/member-views.ts'
import { NAME_SCOPES, operate } from '../operating/operate.ts'
import { defineCommand } from './command.ts'
import { choice, ENVIRONMENT, flag, names, text } from './options.ts'
import { CREDENTIALS_NOTE, TYPED_DOMAIN } from './writing-options.ts'

type ViewVerb = keyof typeof MEMBER_VIEWS
const OPERATIONS = Object.keys(MEMBER_OPERATIONS) as MemberVerb[]
const VIEWS = Object.keys(MEMBER_VIEWS) as ViewVerb[]

const DEMANDS: Readonly<Record<string, Demands>> = { ...MEMBER_VIEWS, ...MEMBER_OPERATIONS }

const scopesNotes = Object.entries(DEMANDS).flatMap(([verb, { scopes = [], whereRevocable }]) => {
  const all = [
    ...scopes,
    ...(whereRevocable === undefined
      ? []
      : [`where \`administration.revocation\` is set ${whereRevocable.join(', ')}`]),
  ]
  return all.length === 0 ? [] : [`${verb} also needs ${all.join(', ')}`]
})

export const members = defineCommand({
  name: 'members',
  summary: 'what is done to people: invited, blocked, moved to another address, taken out',
  options: {
    ...ENVIRONMENT,
    ...TYPED_DOMAIN,
    user: text('user id'),
    organization: text('name of the organization'),
    reason: text('block, suspend: a word for the record (default SUSPENDED)'),
    until: text('end of a block, a permission or an invitation, ISO 8601'),
    invitation: text('send-again, withdraw: id of the invitation'),
    client: text('invite, reset-password: name of the application'),
    inviter: text('invite, send-again: who is said to invite'),
    roles: names('invite: names of roles, separated by commas'),
    changes: text('change: JSON file with name, picture, phone, username, attributes'),
    from: text('everybody of a file instead of --user: NDJSON or CSV with user_id, organization'),
    done: text('file of receipts of that list: whoever is in it is skipped'),
    dryRun: flag(
      'say what would be done, and how it is now; nothing is written but who was refused, to the audit',
    ),
    yes: flag('remove, deprovision, erase: do it, though nothing brings it back'),
    audit: text('file of the audit (default .build/<environment>/audit.ndjson)'),
  },
  words: { verb: choice([...VIEWS, ...OPERATIONS], 'list', 'what is done') },
  notes: [
    ...CREDENTIALS_NOTE,
    'with OG_ACTOR_TOKEN it is that person who acts, within their organization; else the machine client',
    `needs ${[...ADMINISTRATION_SCOPES, ...NAME_SCOPES].toSorted().join(', ')}`,
    ...scopesNotes,
    'invite, rebind and grant are about OG_NEW_ADDRESS, signed as send-again with OG_REBIND_PRIVATE_KEY',
    'grant: without --user it is printed, as app_metadata of an invitation',
    'with --from: exits 3 when somebody could not be done; run it again with the same --done',
    'block, suspend, deprovision: exit 3 when a canary with the same block is let through',
    'relock: today’s address becomes the locked one, whatever it was; permissions to move end',
  ],
  run: (given, surroundings) => operate(given, surroundings),
})
