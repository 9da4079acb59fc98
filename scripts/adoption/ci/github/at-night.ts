import { type Pipeline, planningName, type Target, verifyCommand } from '../pipeline.ts'
import { credentialsFor, prepareSteps } from './prepare-steps.ts'

/** Looks at every tenant, and keeps one issue open for as long as any is not as git says. */
export const atNight = ({ targets }: Pipeline): readonly string[] =>
  targets.length === 0 ? [] : [...targets.map(verify), tell(targets)]

const verify = (target: Target): string => `  verify-${target.name}:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    environment: "${planningName(target)}"
    permissions:
      contents: read
    steps:
${prepareSteps()}
      - name: Verify
        env:
${credentialsFor(target, [...target.planSecrets, ...target.canaries])}
        run: ${verifyCommand(target)}
`

/** What could not be looked at is not known to be as git says. */
const tell = (targets: readonly Target[]): string => `  tell:
    needs: [${targets.map(({ name }) => `verify-${name}`).join(', ')}]
    if: \${{ !cancelled() && github.event_name == 'schedule' }}
    runs-on: ubuntu-latest
    permissions:
      issues: write
    steps:
      - name: Keep one issue open for as long as it is true
        env:
          GH_TOKEN: \${{ github.token }}
          DIFFERS: \${{ ${targets.map(({ name }) => `needs.verify-${name}.result != 'success'`).join(' || ')} }}
        run: |
          run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
          printf '%s\\n\\n' "${MARK}" "A tenant is not as git says, or could not be looked at: $run" > issue.md
          number="$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues?state=open&per_page=100" \\
            --jq '.[] | select(.user.login == "github-actions[bot]" and ((.body // "") | startswith("${MARK}"))) | .number' | head -n 1)"
          if [ "$DIFFERS" = true ] && [ -z "$number" ]; then
            gh api --silent "repos/$GITHUB_REPOSITORY/issues" -f title="org-guard: a tenant is not as git says" -F body=@issue.md
          elif [ "$DIFFERS" = true ]; then
            gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/$number" -F body=@issue.md
          elif [ -n "$number" ]; then
            gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/$number" -f state=closed
          fi
`

/** Of the issue that is ours. */
const MARK = '<!-- org-guard drift -->'
