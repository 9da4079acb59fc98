import { COMMAND, type Pipeline, readingName, type Target } from '../pipeline.ts'
import { CHECKOUT, credentialsFor, INSTALL, prepareSteps } from './prepare-steps.ts'

/** Checks, walks and compares what a pull request brings, plans it, and says so in one comment. */
export const onPullRequest = ({ targets, walks }: Pipeline): readonly string[] => [
  check,
  ...(walks ? [walk] : []),
  diff,
  ...targets.map(plan),
  comment(targets),
]

/** A pull request from a fork has no credentials, and a token that only reads. */
const IS_OURS = 'github.event.pull_request.head.repo.full_name == github.repository'
const ON_PULL_REQUEST = "github.event_name == 'pull_request'"

/**
 * @fact `POST /repos/{owner}/{repo}/code-scanning/sarifs` takes `commit_sha`, `ref` and `sarif`, gzip in Base64.
 * (GitHub REST API, upload an analysis as SARIF data; read 2026-12-03)
 */
const check = `  check:
    if: ${ON_PULL_REQUEST}
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write
    steps:
${prepareSteps()}
      - name: Check
        run: ${COMMAND} check
      - name: Check, for code scanning
        if: \${{ !cancelled() }}
        run: |
          ${COMMAND} check --format sarif --output org-guard.sarif || [ $? -eq 2 ]
          gzip -c org-guard.sarif | base64 -w0 > org-guard.sarif.base64
      - name: Hand the findings to code scanning
        if: \${{ !cancelled() && ${IS_OURS} }}
        # A repository without code scanning refuses them; they are in the log above.
        continue-on-error: true
        env:
          GH_TOKEN: \${{ github.token }}
        run: |
          gh api --silent "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" \\
            -f commit_sha="$GITHUB_SHA" -f ref="$GITHUB_REF" -F sarif=@org-guard.sarif.base64
`

/** What is planned for a tenant far away is tried in one of this machine first: nothing of it is secret. */
const walk = `  walk:
    if: ${ON_PULL_REQUEST}
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
${prepareSteps()}
      - name: Walk people through a local tenant
        run: ${COMMAND} start
`

/** A text of many lines cannot be an output unless something that it does not hold ends it. */
const handOver = (file: string): string => `          cat ${file} >> "$GITHUB_STEP_SUMMARY"
          end="$(openssl rand -hex 16)"
          { echo "report<<$end"; cat ${file}; echo "$end"; } >> "$GITHUB_OUTPUT"`

const diff = `  diff:
    if: ${ON_PULL_REQUEST}
    runs-on: ubuntu-latest
    permissions:
      contents: read
    outputs:
      report: \${{ steps.report.outputs.report }}
    steps:
${CHECKOUT}
          fetch-depth: 0
${INSTALL}
      - name: Say whom the change lets in
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: ${COMMAND} diff "$BASE" --format markdown --output org-guard-diff.md --fail-on admitted
      - name: Hand the report over
        id: report
        if: \${{ !cancelled() && hashFiles('org-guard-diff.md') != '' }}
        run: |
${handOver('org-guard-diff.md')}
`

/** By the guard that the branch has already, from a change that it only reads. */
const plan = (target: Target): string => `  plan-${target.name}:
    if: ${ON_PULL_REQUEST} && ${IS_OURS}
    runs-on: ubuntu-latest
    environment: "${readingName(target)}"
    permissions:
      contents: read
    outputs:
      report: \${{ steps.report.outputs.report }}
    steps:
${CHECKOUT}
          ref: \${{ github.event.pull_request.base.sha }}
          path: base
${CHECKOUT}
          path: change
${INSTALL}
        working-directory: base
      - name: Plan
        working-directory: base
        env:
${credentialsFor(target)}
        run: |
          if [ ! -e node_modules/.bin/auth0-org-guard ]; then echo "not planned: the base has no guard yet"; exit 0; fi
          if [ -z "$AUTH0_CLIENT_ID" ]; then echo "not planned: there is no credential"; exit 0; fi
          ${COMMAND} plan --project ../change --environment ${target.name} --without-secrets --markdown > ../org-guard-plan.md || [ $? -eq 3 ]
      - name: Hand the report over
        id: report
        if: \${{ hashFiles('org-guard-plan.md') != '' }}
        run: |
${handOver('org-guard-plan.md')}
`

/** GitHub refuses a comment of more than 65,536 characters. */
const comment = (targets: readonly Target[]): string => {
  const plans = targets.map((_, at) => `"$PLAN_${at + 1}"`).join(' ')
  return `  comment:
    needs: [${['diff', ...targets.map(({ name }) => `plan-${name}`)].join(', ')}]
    if: \${{ !cancelled() && ${ON_PULL_REQUEST} && ${IS_OURS} }}
    runs-on: ubuntu-latest
    permissions:
      pull-requests: write
    steps:
      - name: Write the comment, or write it anew
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.pull_request.number }}
          DIFF: \${{ needs.diff.outputs.report }}
${targets.map(({ name }, at) => `          PLAN_${at + 1}: \${{ needs.plan-${name}.outputs.report }}\n`).join('')}        run: |
          run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
          mark="<!-- org-guard -->"
          printf '%s\\n\\n' "$mark" "\${DIFF:-There is no report of whom the change lets in: $run}" ${plans === '' ? '' : `${plans} `}> comment.md
          if [ "$(wc -m < comment.md)" -gt 65000 ]; then
            printf '%s\\n\\n' "$mark" "\${DIFF:0:60000}" "What is left out stands in the summary: $run" > comment.md
          fi
          id="$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" \\
            --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- org-guard -->"))) | .id' | head -n 1)"
          if [ -n "$id" ]; then
            gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@comment.md
          else
            gh api --silent "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" -F body=@comment.md
          fi
`
}
