import type { Pipeline } from '../pipeline.ts'
import { atNight } from './at-night.ts'
import { onPullRequest } from './on-pull-request.ts'
import { onPush } from './on-push.ts'

/** From the top of the repository. */
export const GITHUB_FILE = '.github/workflows/org-guard.yml'

/**
 * A workflow that checks each pull request, deploys the branch and looks at the tenants each night. No job
 * that is given a credential runs what a pull request brings, and a fork is given none.
 */
export const renderGithub = (pipeline: Pipeline): string =>
  [heading(pipeline), ...onPullRequest(pipeline), ...onPush(pipeline), ...atNight(pipeline)].join(
    '\n',
  )

const heading = ({ branch, writtenBy }: Pipeline): string => `name: org-guard
# Written by: org-guard ${writtenBy}
# The same command again writes what a later version has to say, and shows it first; \`--check\` only tells.
# Actions are named by their major version: pin them as \`uses: <action>@<commit> # v4\`, and they stay so.

on:
  pull_request:
    branches: ["${branch}"]
  push:
    branches: ["${branch}"]
  schedule:
    - cron: "17 3 * * *"

permissions: {}

defaults:
  run:
    shell: bash

jobs:`
