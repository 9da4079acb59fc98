import { expect, test } from 'vitest'
import { type Form, readForms } from '../../../../scripts/auth0/login-client/page-forms.ts'

const inForm = (inner: string): string => `<form action="/u/login" method="post">${inner}</form>`
const asked = (fields: Form['fields']): Form[] => [{ action: '/u/login', method: 'post', fields }]

test.each<[string, string, readonly Form[]]>([
  ['no form', '<p>Not found</p>', []],
  ['a form that says nothing', '<form></form>', [{ action: '', method: 'get', fields: {} }]],
  [
    'attributes in either quotes, in none, and in capitals',
    "<FORM ACTION='/a?b=1&amp;c=2' Method=POST><INPUT NAME=state VALUE='x\"y'></FORM>",
    [{ action: '/a?b=1&c=2', method: 'post', fields: { state: 'x"y' } }],
  ],
  [
    'entities of any form',
    inForm('<input name="a" value="&#x27;&#39;&apos;&eacute;&lt;">'),
    asked({ a: "'''é<" }),
  ],
  [
    "Auth0's login page: the button that Enter presses is sent, another is not",
    inForm(`<input type="hidden" name="state" value="s">
      <button type="submit" name="action" value="default" hidden></button>
      <input name="username" type="text" value=""><input name="password" type="password">
      <button type="submit" name="action" value="pick-provider">Other</button>
      <button type="button" name="action" value="toggle">Show</button>`),
    asked({ state: 's', action: 'default', username: '', password: '' }),
  ],
  [
    'a button without a type, after one that submits nothing',
    inForm(
      '<button type="button" name="a" value="1"></button><button name="b" value="2"></button>',
    ),
    asked({ b: '2' }),
  ],
  [
    'only boxes that are checked, and nothing that is disabled',
    inForm(`<input type="checkbox" name="a" checked><input type="checkbox" name="b" value="1">
      <input type="radio" name="c" value="1"><input type="radio" name="c" value="2" checked>
      <input name="d" value="1" disabled>`),
    asked({ a: 'on', c: '2' }),
  ],
  [
    'lists and long texts',
    inForm(`<select name="a"><option value="1">x</option><option selected>y</option></select>
      <select name="b"><option value="3">z</option></select><textarea name="c">l &amp; m</textarea>`),
    asked({ a: 'y', b: '3', c: 'l & m' }),
  ],
  [
    'a script and a comment that look like a form',
    `<!-- ${inForm('')} --><script>const a = '<form action="/evil">'</script>${inForm('')}`,
    asked({}),
  ],
])('%s', (_what, body, forms) => {
  expect(readForms(body)).toEqual(forms)
})
