import type { Change, Plan } from './plan.ts'
import { detailsOf, diffOf, summary } from './render-plan.ts'

const MOST_DIFF_LINES = 400
/** GitHub refuses comments above 65,536 characters. */
const MOST_CHARACTERS = 60_000

/** The plan for a pull-request comment. */
export function renderMarkdown(plan: Plan): string {
  const { environment, domain, changes, refusals, notes } = plan
  const text = [
    `### Plan for \`${environment}\` at \`${domain}\``,
    '',
    changes.length === 0 ? 'Nothing to do.' : `**${summary(changes)}**`,
    ...refusals.map(
      ({ code, message, fix }) =>
        `\n> [!CAUTION]\n> \`${code}\`: ${inLine(message)}\n> fix: ${inLine(fix)}`,
    ),
    ...tableOf(changes),
    ...changes.flatMap(codeOf),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${inLine(note)}`)]),
    '',
  ].join('\n')
  if (text.length <= MOST_CHARACTERS) return text
  return `${text.slice(0, MOST_CHARACTERS)}\n\n…cut off; see the plan that CI stored.\n`
}

function tableOf(changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return []
  const rows = changes.map((change) => {
    const details = [...detailsOf(change), ...change.notes.map((note) => `_${note}_`)]
    return `| ${change.kind} | ${cell(`${change.type}/${change.name}`)} | ${details.map(cell).join('<br>')} |`
  })
  return ['', '| | what | how |', '|---|---|---|', ...rows]
}

const cell = (text: string): string => inLine(text.replaceAll('|', '\\|'))

/** Names come from the tenant: none may open an element, or a comment that swallows what follows. */
const inLine = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('\n', ' ')

function codeOf(change: Change): readonly string[] {
  const diff = diffOf(change, MOST_DIFF_LINES)
  if (diff.length === 0) return []
  // Code may hold fences of its own.
  return [
    '',
    `<details><summary>code of <code>${inLine(change.name)}</code></summary>`,
    '',
    '````diff',
    ...diff.slice(1),
    '````',
    '',
    '</details>',
  ]
}
