/** Mantine drawn with our tokens: every colour it uses is one of tokens.css, so that a theme is one file. */
import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const accent: MantineColorsTuple = [
  '#e7f0ff',
  '#cfe0ff',
  '#a3c5ff',
  '#84b6ff',
  '#6aa8ff',
  '#3f87f5',
  '#1f6feb',
  '#1a5fcb',
  '#154ea8',
  '#103d85',
]

/** Mantine's dark greys, from text to ground: the same steps as tokens.css. */
const dark: MantineColorsTuple = [
  '#e7ebf0',
  '#c4ccd6',
  '#93a0b0',
  '#7d8a9a',
  '#28313c',
  '#28313c',
  '#1c232c',
  '#151a21',
  '#0e1116',
  '#0a0d11',
]

/** Filled things in the accent have the token's own text colour, in both themes. */
const drawVariant: VariantColorsResolver = (input) =>
  input.variant === 'filled' && (input.color === undefined || input.color === 'accent')
    ? {
        background: 'var(--accent)',
        hover: 'color-mix(in srgb, var(--accent) 88%, var(--text))',
        color: 'var(--on-accent)',
        border: '1px solid transparent',
      }
    : defaultVariantColorsResolver(input)

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  variantColorResolver: drawVariant,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '13px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.4', lg: '1.4', xl: '1.3' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  focusRing: 'auto',
  respectReducedMotion: true,
  headings: { sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' } } },
  components: {
    // What scrolls can be reached and scrolled by keyboard.
    ScrollArea: { defaultProps: { viewportProps: { tabIndex: 0 } } },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        withinPortal: true,
        transitionProps: { duration: 80 },
        // Reached by keyboard, a control says its key as it does under the pointer.
        events: { hover: true, focus: true, touch: false },
      },
    },
    Button: { defaultProps: { size: 'xs' }, styles: { label: { fontWeight: 500 } } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 90 },
        overlayProps: { backgroundOpacity: 0.5 },
        // A dialog's header is no second banner of the page.
        attributes: { header: { role: 'none' } },
      },
      styles: {
        title: { fontSize: 15, fontWeight: 600 },
        content: { border: '1px solid var(--line)', boxShadow: 'none' },
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
  },
})

const fromTokens = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--faint)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--raised)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-gray-light-color': 'var(--muted)',
  '--mantine-color-gray-light-hover': 'var(--raised)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
}

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: fromTokens, dark: fromTokens })
