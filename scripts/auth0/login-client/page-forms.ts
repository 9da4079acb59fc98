import { type HTMLElement, parse } from 'node-html-parser'

export type Fields = Readonly<Record<string, string>>

export type Form = {
  /** Empty where the form is sent to the page's own address. */
  readonly action: string
  readonly method: string
  /** What is sent if a person changes nothing and presses Enter. */
  readonly fields: Fields
}

/** Inputs that are sent only when a person uses them. */
const UNSENT_INPUTS = new Set(['submit', 'image', 'button', 'reset', 'file'])
const CHECKED_INPUTS = new Set(['checkbox', 'radio'])

/**
 * The forms of a page.
 * @fact A browser sends the entries of a form that are read here. (HTML Standard, "Constructing the
 * entry list" and "Implicit submission"; read 2026-12-01)
 */
export const readForms = (body: string): readonly Form[] =>
  parse(body)
    .querySelectorAll('form')
    .map((form) => ({
      action: form.getAttribute('action') ?? '',
      method: (form.getAttribute('method') ?? 'get').toLowerCase(),
      fields: Object.fromEntries(entriesOf(form)),
    }))

/** Auth0's own login page tells its steps apart by the name of the button that Enter presses. */
function entriesOf(form: HTMLElement): readonly (readonly [string, string])[] {
  const controls = form
    .querySelectorAll('input, textarea, select, button')
    .filter((control) => control.hasAttribute('name') && !control.hasAttribute('disabled'))
  const pressed = form.querySelector('button:not([type]), [type=submit]')
  return controls
    .filter((control) => control === pressed || isSent(control))
    .map((control) => [control.getAttribute('name') ?? '', valueIn(control)])
}

function isSent(control: HTMLElement): boolean {
  const type = typeOf(control)
  if (control.tagName === 'BUTTON' || UNSENT_INPUTS.has(type)) return false
  return !CHECKED_INPUTS.has(type) || control.hasAttribute('checked')
}

function valueIn(control: HTMLElement): string {
  if (control.tagName === 'TEXTAREA') return control.textContent
  if (control.tagName !== 'SELECT') {
    const whenChecked = CHECKED_INPUTS.has(typeOf(control)) ? 'on' : ''
    return control.getAttribute('value') ?? whenChecked
  }
  const chosen = control.querySelector('option[selected]') ?? control.querySelector('option')
  return chosen?.getAttribute('value') ?? chosen?.textContent ?? ''
}

const typeOf = (control: HTMLElement): string => (control.getAttribute('type') ?? '').toLowerCase()
