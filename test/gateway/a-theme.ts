import type { JsonObject } from '../../scripts/ground/json-value.ts'

const text = (size: number, bold = false): JsonObject => ({ size, bold })

/** A theme of universal login with all that one must have. */
export const aTheme: JsonObject = {
  displayName: 'Example',
  borders: {
    button_border_radius: 3,
    button_border_weight: 1,
    buttons_style: 'rounded',
    input_border_radius: 3,
    input_border_weight: 1,
    inputs_style: 'rounded',
    show_widget_shadow: true,
    widget_border_weight: 0,
    widget_corner_radius: 5,
  },
  colors: Object.fromEntries(
    [
      'body_text',
      'error',
      'header',
      'icons',
      'input_background',
      'input_border',
      'input_filled_text',
      'input_labels_placeholders',
      'links_focused_components',
      'primary_button',
      'primary_button_label',
      'secondary_button_border',
      'secondary_button_label',
      'success',
      'widget_background',
      'widget_border',
    ].map((name) => [name, '#112233']),
  ),
  fonts: {
    body_text: text(87.5),
    buttons_text: text(100),
    font_url: '',
    input_labels: text(100),
    links: text(87.5, true),
    links_style: 'normal',
    reference_text_size: 16,
    subtitle: text(87.5),
    title: text(150, true),
  },
  page_background: {
    background_color: '#445566',
    background_image_url: '',
    page_layout: 'center',
  },
  widget: {
    header_text_alignment: 'center',
    logo_height: 52,
    logo_position: 'center',
    logo_url: '',
    social_buttons_layout: 'bottom',
  },
}
