/** Stands where the Deploy CLI's child would, and says of each message how long it was and how it ended. */
import { onParentMessage, tellParent } from '../../../scripts/gateway/parent-channel.mjs'

onParentMessage(({ text }) => tellParent({ length: text.length, end: text.slice(-2) }))
