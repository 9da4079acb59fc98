import { createHash } from 'node:crypto'
import type { Lines } from '../ground/printing/lines.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { sarifText, sarifUri } from '../ground/printing/sarif.ts'
import { ALL_RULES } from './all-rules.ts'
import type { CheckedFinding, CheckReport } from './check-project.ts'

/**
 * For code scanning: SARIF 2.1.0. A waived finding is there with a suppression that says who
 * answers for it.
 * @fact Code scanning reads these members of SARIF. (OASIS SARIF 2.1.0; GitHub docs, SARIF support
 * for code scanning; read 2026-11-23)
 */
export function renderSarif({ findings }: CheckReport): Lines {
  return renderJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'auth0-org-guard check', rules: ALL_RULES.map(renderRule) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the checkout.' } } },
        results: findings.map(renderResult),
      },
    ],
  })
}

const renderRule = ({ id, severity, summary, why }: (typeof ALL_RULES)[number]) => ({
  id,
  shortDescription: { text: sentence(summary) },
  fullDescription: { text: why },
  help: { text: why, markdown: why },
  defaultConfiguration: { level: severity },
  properties: { tags: ['auth0', 'security'] },
})

const renderResult = (found: CheckedFinding) => {
  const { id, severity, file, line, message, fix, waiver, environments } = found
  return {
    ruleId: id,
    ruleIndex: ALL_RULES.findIndex((rule) => rule.id === id),
    level: severity,
    message: { text: sarifText(`${sentence(message)} Fix: ${fix}.`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sarifUri(file), uriBaseId: 'SRCROOT' },
          region: { startLine: line },
        },
      },
    ],
    partialFingerprints: { 'orgGuard/v1': fingerprint([id, file, message]) },
    properties: { environments },
    suppressions:
      waiver === null
        ? []
        : [
            {
              kind: 'external',
              status: 'accepted',
              justification: sarifText(
                `${waiver.owner}, until ${waiver.expires}: ${waiver.reason}`,
              ),
            },
          ],
  }
}

// Not the line: the same finding further down is the same finding.
const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
