/** Sizes, breakpoints and Mantine's theme. Components name no raw size or colour of their own. */
import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeOverride,
  rem,
  type VariantColorsResolver,
} from '@mantine/core';
import { pickFirstMatch } from '../ui/inputs/pick-first-match.ts';
import { dark, gray, hues, teal } from './colors.ts';

export const HUES = hues.light.length;

/** Widths and heights that several components share. */
export const sizes = {
  sidebar: rem(232),
  page: rem(1120),
  form: rem(400),
  /** Fits on a phone with a margin. */
  popover: `min(${rem(400)}, calc(100vw - ${rem(32)}))`,
  dialog: rem(480),
  wideDialog: rem(680),
  row: rem(36),
  chart: 200,
  tallChart: 280,
  donut: 168,
  donutRing: 20,
  icon: 18,
  smallIcon: 16,
  tinyIcon: 12,
  largeIcon: 32,
  symbol: rem(84),
  swatch: 24,
  amount: rem(120),
  menu: rem(300),
  stroke: 1.6,
  lineStroke: 2,
  softArea: 0.14,
  tickGap: 24,
  axis: 64,
  barWidth: 22,
  barRadius: 3,
  wideTable: 640,
  indent: rem(36),
} as const;

/** From this width up there is a sidebar; below it a bottom bar. */
export const WIDE = '(min-width: 62em)';
/** From this width up lists are tables. */
export const TABLES = '(min-width: 48em)';

/** The label of a filled button is readable in both colour schemes, whose accents differ in lightness. */
const onAccent: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = input.variant === 'filled' && (input.color === undefined || input.color === 'teal');
  return isAccent ? { ...colors, color: 'var(--melo-on-accent)' } : colors;
};

/** A list opens by typing, a click or an arrow key, not already when the focus passes; typing highlights the first match. */
const selectDefaults = {
  checkIconPosition: 'right',
  comboboxProps: { shadow: 'md' },
  openOnFocus: false,
  selectFirstOptionOnChange: true,
  onKeyDown: pickFirstMatch,
} as const;

/** Defaults of Mantine's components. */
const components: MantineThemeOverride['components'] = {
  ModalRoot: {
    defaultProps: { radius: 'lg', padding: 'xl', size: sizes.dialog, transitionProps: { duration: 120 } },
  },
  // The parts of a dialog take their styles from here.
  Modal: { styles: { title: { fontWeight: 600, fontSize: rem(16) } } },
  InputWrapper: {
    styles: { description: { fontSize: rem(12) }, error: { fontSize: rem(12) }, label: { fontWeight: 500 } },
  },
  Menu: {
    defaultProps: {
      shadow: 'md',
      radius: 'md',
      transitionProps: { duration: 100 },
      withInitialFocusPlaceholder: false,
      // Within the page's main landmark, as all of its content.
      portalProps: { target: '#menus' },
    },
  },
  Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
  Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 100 } } },
  Skeleton: { defaultProps: { radius: 'sm' } },
  Select: { defaultProps: selectDefaults },
  MultiSelect: { defaultProps: selectDefaults },
  Table: {
    defaultProps: {
      horizontalSpacing: 'lg',
      verticalSpacing: 'sm',
      borderColor: 'var(--melo-line)',
      highlightOnHoverColor: 'var(--melo-hover)',
    },
    styles: { th: { color: 'var(--melo-muted)', fontSize: rem(12), fontWeight: 500 } },
  },
  Badge: {
    defaultProps: { variant: 'light', radius: 'sm' },
    styles: { label: { textTransform: 'none', fontWeight: 500 } },
  },
};

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  variantColorResolver: onAccent,
  colors: { teal, gray, dark },
  white: '#ffffff',
  black: '#182222',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.3' },
  spacing: { xs: rem(4), sm: rem(8), md: rem(12), lg: rem(16), xl: rem(24) },
  radius: { xs: rem(4), sm: rem(6), md: rem(8), lg: rem(12), xl: rem(20) },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(20), lineHeight: '1.3' },
      h2: { fontSize: rem(16), lineHeight: '1.4' },
      h3: { fontSize: rem(14), lineHeight: '1.5' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components,
});
