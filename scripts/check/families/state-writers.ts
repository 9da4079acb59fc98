import { everyTextIn, listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Place } from '../../project/tenant-folder/place.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { usesOf } from '../readable-code.ts'
import { type StateUse, stateUsesOfAction, stateUsesOfScript } from '../state-uses.ts'
import { managed, manages, type Subject } from '../subject.ts'

const whatHappens =
  'Locks and blocks live in `app_metadata` under `og_*`, each key with one writer. Whoever else writes there deletes a lock, or brings back an old one.'

const SCIM_WRITES_STATE: Rule = {
  id: 'scim_writes_state',
  severity: 'error',
  summary: 'a SCIM map writes `og_*`, or `app_metadata` as a whole',
  why: `${whatHappens} Behind a SCIM map stands the customer's own directory.`,
}

const MAPPING_WRITES_STATE: Rule = {
  id: 'mapping_writes_state',
  severity: 'error',
  summary: 'an attribute map of a connection names `og_*`, or `app_metadata` as a whole',
  why: `${whatHappens} Behind an attribute map stands the customer's own identity provider.`,
}

const SCRIPT_WRITES_STATE: Rule = {
  id: 'script_writes_state',
  severity: 'error',
  summary:
    'a database script or a social `fetchUserProfile` script names `og_*`, or `app_metadata` as a whole',
  why: `${whatHappens} What such a script returns as \`app_metadata\` takes the place of the whole map at every login. Reading is not told from writing: a script has no reason for either. Comments do not count. Auth0 docs, custom database templates; community thread 119726 (2026-11-28).`,
}

const SCRIPT_STATE_UNCLEAR: Rule = {
  id: 'script_state_unclear',
  severity: 'warning',
  summary:
    'a database script or a social `fetchUserProfile` script returns members that only the run knows: computed keys, copies, an answer handed on as it came',
  why: `${whatHappens} An outside system may put \`app_metadata\` into such a profile, and nobody can tell it from the text.`,
}

const ACTION_WRITES_STATE: Rule = {
  id: 'action_writes_state',
  severity: 'error',
  summary:
    'an Action other than the guard names `og_*`, writes `app_metadata` within `app_metadata`, copies it as a whole to the Management API, or evicts the metadata of a session or refresh token',
  why: `${whatHappens} What the guard remembers of a refresh token (\`og_org\`, \`og_chk\`) is in the same metadata as everybody’s. Reading is not told from writing; comments do not count.`,
}

const ACTION_STATE_UNCLEAR: Rule = {
  id: 'action_state_unclear',
  severity: 'warning',
  summary:
    'an Action other than the guard writes `app_metadata`, or metadata of a session or refresh token, under a key that only the run knows',
  why: `${whatHappens} The key may be one of them, and nobody can tell it from the text. A constant that is given once is followed.`,
}

const ACTION_SETS_USER_ID: Rule = {
  id: 'action_sets_user_id',
  severity: 'warning',
  summary: 'an Action chooses the ids of new accounts (`api.user.setUserId`, early access)',
  why: 'Ids that are derived from something else come back: an account that was deleted and is created again has the old id, and whatever speaks of that id, in lists, logs and records, speaks of somebody else. Auth0 docs, pre-user-registration (2026-08-20); docs-v2 pull request 1878.',
}

const ACTION_SHARES_CACHE: Rule = {
  id: 'action_shares_cache',
  severity: 'warning',
  summary: 'an Action of a trigger in which the guard looks things up uses `api.cache`',
  why: 'All Actions of a trigger share 20 entries and 8 kB. Where others fill them, the guard cannot count what sign-ups of strangers read, and refuses them; each live look-up of a login fetches a token of its own, and goes on while the tenant is in trouble. An entry for each thing that somebody typed is filled by whoever types. Auth0 docs, Actions limitations (2026-11-22).',
}

const METADATA_DROPS_TOMBSTONES: Rule = {
  id: 'metadata_drops_tombstones',
  severity: 'note',
  summary:
    'git manages the metadata of an organization, where tombstones of erased people are kept',
  why: 'Of whoever was erased a mark stays in `metadata` of the organization (`og_erased`). A deploy that writes this metadata writes it whole: the marks are gone, and an account that comes back with the address is a newcomer.',
}

/** Whoever else could write the guard's records. */
export const stateWriters: Family = {
  title: 'Writers of the guard’s records',
  rules: [
    SCIM_WRITES_STATE,
    MAPPING_WRITES_STATE,
    SCRIPT_WRITES_STATE,
    SCRIPT_STATE_UNCLEAR,
    ACTION_WRITES_STATE,
    ACTION_STATE_UNCLEAR,
    ACTION_SETS_USER_ID,
    ACTION_SHARES_CACHE,
    METADATA_DROPS_TOMBSTONES,
  ],
  look: (subject) => [
    ...managed(subject, 'connections', 'databases').flatMap((file) => [
      ...inScimMap(file),
      ...inOptions(file),
    ]),
    ...managed(subject, 'organizations').flatMap(inOrganization),
    ...inScripts(subject),
    ...(manages(subject, 'actions') ? inActions(subject) : []),
  ],
}

/** Called on it, or taken out of `api`. */
const CACHE = /\bcache\s*\??\.\s*set\b|\bapi\s*\??\.\s*cache\b|\bcache\b[^=;{}]*\}\s*=\s*api\b/

const STATE = /\bog_[a-z]\w*/
const STATE_OR_ALL = /\bog_[a-z]\w*|^app_metadata$/

const inScimMap = ({ name, value, place }: Resource): readonly Finding[] =>
  listOf(recordOf(value.scim_configuration).mapping).flatMap((item, index) => {
    const target = textOf(recordOf(item).auth0)
    if (!STATE.test(target) && target !== 'app_metadata') return []
    const path = ['scim_configuration', 'mapping', index, 'auth0']
    const message = `the SCIM map of \`${name}\` writes \`${target}\``
    const fix = 'map the attribute to a key of its own, `app_metadata.<name>`'
    return [finding(SCIM_WRITES_STATE, place(path), message, fix)]
  })

const inOrganization = ({ name, value, place }: Resource): readonly Finding[] =>
  value.metadata === undefined
    ? []
    : [
        finding(
          METADATA_DROPS_TOMBSTONES,
          place(['metadata']),
          `\`metadata\` of the organization \`${name}\` is managed in git`,
          'take `metadata` out of the file and set it in the tenant, where people are erased',
        ),
      ]

const SCRIPTS = ['scripts', 'customScripts']

function inOptions({ name, value, place }: Resource): readonly Finding[] {
  const maps = Object.entries(recordOf(value.options)).filter(([key]) => !SCRIPTS.includes(key))
  return [...everyTextIn(Object.fromEntries(maps))].flatMap(({ path, text }) => {
    const found = STATE_OR_ALL.exec(text)?.[0]
    if (found === undefined) return []
    const message = `\`options.${path.join('.')}\` of \`${name}\` names \`${found}\``
    const fix = 'map the attribute to a key of its own'
    return [finding(MAPPING_WRITES_STATE, place(['options', ...path]), message, fix)]
  })
}

/** One finding for each: what is named outweighs what can only be suspected. */
const gravest = (uses: readonly StateUse[]): StateUse | undefined =>
  uses.find(({ kind }) => kind === 'names') ?? uses.find(({ kind }) => kind === 'whole') ?? uses[0]

const does = ({ kind, what }: StateUse): string =>
  kind === 'names'
    ? `names \`${what}\``
    : kind === 'whole'
      ? `does \`${what}\`, which is everything at once`
      : `does \`${what}\`, and nobody can tell which keys it writes`

const inScripts = (subject: Subject): readonly Finding[] =>
  subject.scripts
    .filter(({ resource }) => manages(subject, resource.type))
    .flatMap(({ resource, script, code, placeOfLine }) => {
      const use = gravest(stateUsesOfScript(code))
      if (use === undefined) return []
      const message = `script \`${script}\` of \`${resource.name}\` ${does(use)}`
      return use.kind === 'unclear'
        ? [finding(SCRIPT_STATE_UNCLEAR, placeOfLine(use.line), message, SPELL_OUT_PROFILE)]
        : [
            finding(
              SCRIPT_WRITES_STATE,
              placeOfLine(use.line),
              message,
              `take \`${use.what}\` out of the script`,
            ),
          ]
    })

const SPELL_OUT_PROFILE =
  'put the profile together member by member, without `app_metadata`; waive it if the source never sends that'

/** In these the guard keeps a token, a budget and a breaker between executions. */
const LOOKING_UP = ['post-login', 'pre-user-registration']

const inActions = ({ actions }: Subject): readonly Finding[] =>
  actions.flatMap(({ name, isGuard, code, codeFile, triggers }) => {
    if (isGuard || code === null) return []
    const place = (line: number): Place => ({ file: codeFile, line })
    const use = gravest(stateUsesOfAction(code))
    const looksUp = triggers.some((trigger) => LOOKING_UP.includes(trigger))
    const uses = [
      ...usesOf(code, [/\bsetUserId\b/]).map(({ line }) =>
        finding(
          ACTION_SETS_USER_ID,
          place(line),
          `\`${name}\` calls \`setUserId\``,
          'let Auth0 choose ids; waive it if an id is never used twice',
        ),
      ),
      ...usesOf(code, looksUp ? [CACHE] : []).map(({ line }) =>
        finding(
          ACTION_SHARES_CACHE,
          place(line),
          `\`${name}\` uses \`api.cache\``,
          'keep it elsewhere; waive it if it keeps a few small entries, whose names nobody outside chooses',
        ),
      ),
    ]
    if (use === undefined) return uses
    const message = `\`${name}\` ${does(use)}`
    const found =
      use.kind === 'unclear'
        ? finding(
            ACTION_STATE_UNCLEAR,
            place(use.line),
            message,
            'write the key as a text in place',
          )
        : finding(
            ACTION_WRITES_STATE,
            place(use.line),
            message,
            `take \`${use.what}\` out of the Action`,
          )
    return [found, ...uses]
  })
