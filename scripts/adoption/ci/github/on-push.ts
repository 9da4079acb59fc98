import {
  deployCommand,
  type Pipeline,
  PLAN_FILE,
  planningName,
  proposeCommand,
  type Target,
  verifyCommand,
} from '../pipeline.ts'
import { credentialsFor, prepareSteps } from './prepare-steps.ts'

/** Plans for each environment in turn, and deploys what somebody has approved of: that plan, or nothing. */
export const onPush = ({ targets }: Pipeline): readonly string[] =>
  targets.flatMap((target, at) => [propose(target, targets[at - 1]), deploy(target)])

const propose = (target: Target, before: Target | undefined): string => `  propose-${target.name}:
    if: github.event_name == 'push'
${before === undefined ? '' : `    needs: [deploy-${before.name}]\n`}    runs-on: ubuntu-latest
    environment: "${planningName(target)}"
    permissions:
      contents: read
    steps:
${prepareSteps()}
      - name: Plan what is to be approved
        env:
${credentialsFor(target, target.planSecrets)}
        run: ${proposeCommand(target)} --markdown >> "$GITHUB_STEP_SUMMARY" || [ $? -eq 3 ]
      - name: Keep the plan
        uses: actions/upload-artifact@v4
        with:
          name: ${planName(target)}
          path: ${PLAN_FILE}
          if-no-files-found: error
`

const planName = ({ name }: Target): string => `org-guard-${name}-plan`

/** Whoever approves of the environment has the plan before their eyes, in the summary of the run. */
const deploy = (target: Target): string => `  deploy-${target.name}:
    if: github.event_name == 'push'
    needs: [propose-${target.name}]
    runs-on: ubuntu-latest
    environment: "${target.name}"
    concurrency:
      group: org-guard-${target.name}
      cancel-in-progress: false
    permissions:
      contents: read
    steps:
${prepareSteps()}
      - name: Fetch the plan
        uses: actions/download-artifact@v4
        with:
          name: ${planName(target)}
      - name: Deploy what was approved
        env:
${credentialsFor(target, [...target.secrets, ...target.canaries])}
        run: ${deployCommand(target)}
      - name: Verify
        env:
${credentialsFor(target, [...target.planSecrets, ...target.canaries])}
        run: ${verifyCommand(target)}
      - name: Keep the receipts, and what disarms
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: org-guard-${target.name}
          path: .build/${target.name}/
          include-hidden-files: true
          if-no-files-found: ignore
`
