import { type Lines, lines } from '../ground/printing/lines.ts'
import { type Command, flagOf } from './command.ts'
import { takesValue } from './read-arguments.ts'
import { detailsOf } from './render-help.ts'

export const COMPLETED_SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof COMPLETED_SHELLS)[number]

/** A command as a shell needs it. */
type Completed = {
  readonly name: string
  readonly summary: string
  readonly flags: readonly {
    readonly flag: string
    readonly description: string
    /** Null where it takes no value. */
    readonly value: Value | null
  }[]
  /** What its words may be. */
  readonly words: readonly Value[]
}

/** What may stand there: one of some, the name of an environment, or anything, files among it. */
type Value = readonly string[] | 'environment' | 'any'

export const renderCompletion = (shell: Shell, commands: readonly Command[]): Lines =>
  lines(...RENDERERS[shell](commands.map(completed)))

function completed(command: Command): Completed {
  const { name, summary, options, words } = command
  return {
    name,
    summary,
    flags: detailsOf(options).map((detail) => ({
      flag: flagOf(detail.name),
      description: detail.description,
      value: takesValue(command, detail.name) ? offerOf(detail) : null,
    })),
    words: detailsOf(words).map(offerOf),
  }
}

const offerOf = ({ name, values }: ReturnType<typeof detailsOf>[number]): Value => {
  if (name === 'environment' || name === 'environments') return 'environment'
  return values.length === 0 ? 'any' : values
}

/** The files of environments without their endings, from the folder that the person is in. */
const ENVIRONMENT_NAMES =
  "ls tenant/environments org-guard/environments 2>/dev/null | sed -n 's/^\\([^.]*\\)\\.json$/\\1/p'"

/** In single quotes, as bash and zsh take it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Bash hands over the word and the one before it, and takes `=` for a word of its own. */
const bash = (commands: readonly Completed[]): readonly string[] => [
  '_org_guard() {',
  '  local word="$2" before="$3" offered=""',
  '  if [ "$word" = "=" ]; then word=""; before="$before="; fi',
  `  if [ "$before" = "=" ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi`,
  `  before="\${before%=}"`,
  '  if [ "$COMP_CWORD" -eq 1 ]; then',
  `    offered=${quoted(commands.map(({ name }) => name).join(' '))}`,
  `  else case "\${COMP_WORDS[1]} $before" in`,
  ...commands.flatMap(({ name, flags }) =>
    flags.flatMap(({ flag, value }) =>
      value === null ? [] : [`    ${quoted(`${name} ${flag}`)}) ${bashOffer(value)} ;;`],
    ),
  ),
  `    *) case "\${COMP_WORDS[1]}" in`,
  ...commands.map(({ name, flags, words }) => {
    const all = [...flags.map(({ flag }) => flag), ...words.flatMap(listed)]
    return `      ${name}) offered=${quoted(all.join(' '))} ;;`
  }),
  '    esac ;;',
  '  esac; fi',
  '  COMPREPLY=($(compgen -W "$offered" -- "$word"))',
  '}',
  'complete -o default -F _org_guard org-guard',
]

const bashOffer = (value: Value): string =>
  value === 'environment'
    ? `offered="$(${ENVIRONMENT_NAMES})"`
    : `offered=${quoted(listed(value).join(' '))}`

const listed = (value: Value): readonly string[] => (typeof value === 'string' ? [] : value)

const zsh = (commands: readonly Completed[]): readonly string[] => [
  '#compdef org-guard',
  '_org_guard() {',
  '  local -a offered',
  '  if (( CURRENT == 2 )); then',
  `    offered=(${commands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ')})`,
  "    _describe 'command' offered",
  '    return',
  '  fi',
  '  local command="$words[2]"',
  '  shift words',
  '  (( CURRENT-- ))',
  '  case "$command" in',
  ...commands.map(({ name, flags, words }) => {
    const specs = [
      ...flags.map(({ flag, description, value }) =>
        value === null
          ? `${flag}[${zshText(description)}]`
          : `${flag}=[${zshText(description)}]:value:${zshAction(value)}`,
      ),
      ...words.map((value) => `*:word:${zshAction(value)}`).slice(0, 1),
    ]
    return `    ${name}) _arguments ${specs.map(quoted).join(' ')} ;;`
  }),
  '  esac',
  '}',
  `_org_guard_environments() { local -a offered; offered=(\${(f)"$(${ENVIRONMENT_NAMES})"}); _describe 'environment' offered }`,
  'compdef _org_guard org-guard',
]

const zshText = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&')

const zshAction = (value: Value): string => {
  if (value === 'environment') return '_org_guard_environments'
  return value === 'any' ? '_files' : `(${value.join(' ')})`
}

const fish = (commands: readonly Completed[]): readonly string[] => [
  ...commands.map(
    ({ name, summary }) =>
      `complete -c org-guard -n __fish_use_subcommand -f -a ${name} -d ${fishText(summary)}`,
  ),
  ...commands.flatMap(({ name, flags, words }) => {
    const when = `complete -c org-guard -n '__fish_seen_subcommand_from ${name}'`
    return [
      ...words.flatMap((value) => (value === 'any' ? [] : [`${when} ${fishOffer(value)}`])),
      ...flags.map(({ flag, description, value }) => {
        const taken = value === null ? '' : ` ${value === 'any' ? '-r' : `-x ${fishOffer(value)}`}`
        return `${when} -l ${flag.slice(2)}${taken} -d ${fishText(description)}`
      }),
    ]
  }),
]

const fishOffer = (value: Value): string =>
  `-a ${fishText(value === 'environment' ? `(${ENVIRONMENT_NAMES})` : listed(value).join(' '))}`

const fishText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

const RENDERERS: Readonly<Record<Shell, (commands: readonly Completed[]) => readonly string[]>> = {
  bash,
  zsh,
  fish,
}
