import {
  COMMAND,
  deployCommand,
  type Pipeline,
  PLAN_FILE,
  planningName,
  proposeCommand,
  readingName,
  type Target,
  verifyCommand,
} from '../pipeline.ts'

/** From the top of the repository; a team's own file includes it. */
export const GITLAB_FILE = '.gitlab-ci.org-guard.yml'

/**
 * Jobs that check each merge request, deploy the branch and look at the tenants each night. No job that is
 * given a credential runs what a merge request brings, beside the file that names the jobs.
 */
export const renderGitlab = (pipeline: Pipeline): string => {
  const { branch, targets, walks } = pipeline
  return [
    heading(pipeline),
    check,
    ...(walks ? [walk] : []),
    diff,
    ...targets.map(plan),
    ...targets.flatMap((target, at) => [
      propose(target, targets[at - 1], branch),
      deploy(target, branch),
    ]),
    ...targets.map(verify),
  ].join('\n')
}

const heading = ({ writtenBy }: Pipeline): string => `.org-guard:
  # Written by: org-guard ${writtenBy}
  # The same command again writes what a later version has to say, and shows it first; \`--check\` only tells.
  image: node:22
  variables:
    GIT_DEPTH: "0"
  before_script:
    - npm ci --ignore-scripts
`

const ON_MERGE_REQUEST = `  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"`

const check = `org-guard-check:
  extends: .org-guard
  stage: test
${ON_MERGE_REQUEST}
  script:
    - ${COMMAND} check
`

const walk = `org-guard-walk:
  extends: .org-guard
  stage: test
${ON_MERGE_REQUEST}
  script:
    - ${COMMAND} start
`

/**
 * @fact `CI_MERGE_REQUEST_TARGET_BRANCH_SHA` is there for merged results alone, and `CI_MERGE_REQUEST_DIFF_BASE_SHA` for each
 * merge request. (GitLab, merge request 722 of gitlab-org/container-registry; read 2026-12-03)
 */
const BASE = '"$CI_MERGE_REQUEST_DIFF_BASE_SHA"'

const diff = `org-guard-diff:
  extends: .org-guard
  stage: test
${ON_MERGE_REQUEST}
  script:
    - ${COMMAND} diff ${BASE} --format markdown --output org-guard-diff.md --fail-on admitted
  artifacts:
    when: always
    expose_as: whom the change lets in
    paths:
      - org-guard-diff.md
`

/** What a job with a credential is told of its tenant: a change that names another one is refused. */
const reading = (target: Target, name: string): string => `  environment:
    name: ${name}
    action: access
  variables:
    AUTH0_DOMAIN: "${target.domain}"`

/** By the guard that the branch has already, from a change that it only reads. */
const plan = (target: Target): string => `org-guard-plan-${target.name}:
  extends: .org-guard
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID
${reading(target, readingName(target))}
  before_script:
    - git worktree add --force --detach .build/base ${BASE}
    - cd .build/base
    - npm ci --ignore-scripts
  script:
    - |
      if [ ! -e node_modules/.bin/auth0-org-guard ]; then echo "not planned, the base has no guard yet"; exit 0; fi
      if [ -z "$AUTH0_CLIENT_ID" ]; then echo "not planned, there is no credential"; exit 0; fi
      ${COMMAND} plan --project "$CI_PROJECT_DIR" --environment ${target.name} --without-secrets --markdown > "$CI_PROJECT_DIR/org-guard-plan.md" || [ $? -eq 3 ]
  artifacts:
    expose_as: plan for ${target.name}
    paths:
      - org-guard-plan.md
`

const onPush = (branch: string): string => `  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"`

const propose = (
  target: Target,
  before: Target | undefined,
  branch: string,
): string => `org-guard-propose-${target.name}:
  extends: .org-guard
  stage: deploy
${before === undefined ? '' : `  needs: [org-guard-deploy-${before.name}]\n`}${onPush(branch)}
${reading(target, planningName(target))}
  script:
    - ${proposeCommand(target)} --markdown > org-guard-plan.md || [ $? -eq 3 ]
  artifacts:
    paths:
      - ${PLAN_FILE}
      - org-guard-plan.md
`

/** Whoever starts it approves of the plan. */
const deploy = (target: Target, branch: string): string => `org-guard-deploy-${target.name}:
  extends: .org-guard
  stage: deploy
  needs: [org-guard-propose-${target.name}]
${onPush(branch)}
      when: manual
  environment:
    name: ${target.name}
  resource_group: org-guard-${target.name}
  variables:
    AUTH0_DOMAIN: "${target.domain}"
  script:
    - ${deployCommand(target)}
    - ${verifyCommand(target)}
  artifacts:
    when: always
    paths:
      - .build/${target.name}/
`

const verify = (target: Target): string => `org-guard-verify-${target.name}:
  extends: .org-guard
  stage: deploy
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
${reading(target, planningName(target))}
  script:
    - ${verifyCommand(target)}
`
