import type { JsonDocument } from '../../project/tenant-folder/json-document.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'

const JSON_INVALID: Rule = {
  id: 'json_invalid',
  severity: 'error',
  summary: 'a file is not JSON (or YAML), as it stands or after the keywords are put in',
  why: 'The Deploy CLI stops, or, for some files, goes on without them.',
}

const JSON_DUPLICATE_KEY: Rule = {
  id: 'json_duplicate_key',
  severity: 'error',
  summary: 'an object has the same key twice',
  why: 'Only the last one is read: a second `post-login` in the bindings unbinds what the first one names.',
}

/** Files that cannot be read, or not as they look. */
export const syntax: Family = {
  title: 'Syntax',
  rules: [JSON_INVALID, JSON_DUPLICATE_KEY],
  look: ({ folder, ours }) => [
    ...folder.documents.flatMap((one) =>
      judgeDocument(one, folder.yaml === null ? 'JSON' : 'YAML'),
    ),
    ...[...ours.values()].flatMap((one) => judgeDocument(one)),
  ],
}

export const judgeDocument = (
  { file, brokenAt, duplicates }: JsonDocument,
  format: 'JSON' | 'YAML' = 'JSON',
): readonly Finding[] => [
  // In YAML a key that stands twice is broken syntax.
  ...(brokenAt === null || (format === 'YAML' && duplicates.length > 0)
    ? []
    : [
        finding(
          JSON_INVALID,
          brokenAt,
          `\`${file}\` is not ${format} from line \`${brokenAt.line}\` on`,
          'mend the syntax; a keyword that is text belongs in quotes',
        ),
      ]),
  ...duplicates.map(({ key, ...place }) =>
    finding(
      JSON_DUPLICATE_KEY,
      place,
      `\`${key}\` is a key of the same object twice`,
      `remove one from \`${file}\``,
    ),
  ),
]
