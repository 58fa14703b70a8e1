/** Every colour, size and weight of the app. Nothing elsewhere names a raw one. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, rem } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#f0fdfa',
  '#ccfbf1',
  '#99f6e4',
  '#5eead4',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#115e59',
  '#134e4a',
];

const gray: MantineColorsTuple = [
  '#f7f8f8',
  '#f0f2f2',
  '#e4e8e8',
  '#d3d9d9',
  '#b4bdbd',
  '#8f9b9b',
  '#6c7979',
  '#556262',
  '#3a4646',
  '#182222',
];

const dark: MantineColorsTuple = [
  '#e3eae9',
  '#b9c5c3',
  '#93a3a1',
  '#64736f',
  '#33403e',
  '#273331',
  '#1b2423',
  '#151c1b',
  '#0e1413',
  '#090d0c',
];

/** Widths and heights that more than one place knows. */
export const sizes = {
  rail: rem(232),
  page: rem(1120),
  form: rem(400),
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
  tableWidth: 440,
  wideTable: 640,
  indent: rem(36),
} as const;

/** From this width up there is a rail; below there is a bottom bar. */
export const WIDE = '(min-width: 62em)';
/** From this width up lists are tables. */
export const TABLES = '(min-width: 48em)';

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
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
  components: {
    Modal: {
      defaultProps: { radius: 'lg', padding: 'xl', size: sizes.dialog, transitionProps: { duration: 120 } },
      styles: { title: { fontWeight: 600, fontSize: rem(16) } },
    },
    InputWrapper: {
      styles: { description: { fontSize: rem(12) }, error: { fontSize: rem(12) }, label: { fontWeight: 500 } },
    },
    Menu: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 100 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 100 } } },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
    MultiSelect: { defaultProps: { checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
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
  },
});

/** Eight hues that stay apart for colour-blind eyes, each 3:1 or more against its page. */
const hues = {
  light: ['#0f8074', '#c2570c', '#2f6fb7', '#b83280', '#867200', '#6d4fc2', '#4b8429', '#62707f'],
  dark: ['#2dd4bf', '#fb923c', '#60a5fa', '#f472b6', '#facc15', '#a78bfa', '#86c96b', '#94a3b8'],
};
export const HUES = hues.light.length;

const named = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(list.map((value, i) => [`--melo-hue-${i + 1}`, value]));

/** The tokens by role, as CSS variables; both schemes have each. */
export const variables: CSSVariablesResolver = () => ({
  variables: {
    '--melo-rail': sizes.rail,
    '--melo-page-width': sizes.page,
    '--melo-row': sizes.row,
    '--melo-row-compact': rem(28),
    '--melo-hero': rem(28),
    '--melo-header': rem(56),
    '--melo-bottom-bar': rem(60),
    '--melo-dot': rem(10),
    '--melo-bar': rem(8),
    '--melo-marker': rem(2),
    '--melo-hairline': rem(1),
    '--melo-focus': rem(2),
    '--melo-touch': rem(44),
    '--melo-brand-mark': rem(24),
    '--melo-date': rem(80),
    '--melo-weight-regular': '400',
    '--melo-weight-medium': '500',
    '--melo-weight-strong': '600',
    '--melo-motion': '120ms',
  },
  light: {
    '--mantine-color-body': '#ffffff',
    '--melo-page': gray[0],
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': '#b42318',
    '--melo-surface': '#ffffff',
    '--melo-line': gray[2],
    '--melo-hover': gray[1],
    '--melo-selected': '#e4f4f1',
    '--melo-muted': gray[7],
    '--melo-accent': teal[7],
    '--melo-in': teal[7],
    '--melo-trouble': '#b42318',
    '--melo-trouble-soft': '#fdecea',
    '--melo-look': '#b45309',
    '--melo-look-soft': '#fdf3e2',
    '--melo-track': gray[2],
    ...named(hues.light),
  },
  dark: {
    '--mantine-color-body': dark[7],
    '--melo-page': dark[8],
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-default': dark[7],
    '--mantine-color-default-hover': dark[6],
    '--mantine-color-default-border': dark[4],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': '#f97066',
    '--melo-surface': dark[7],
    '--melo-line': dark[5],
    '--melo-hover': dark[6],
    '--melo-selected': '#12302c',
    '--melo-muted': dark[2],
    '--melo-accent': teal[4],
    '--melo-in': teal[4],
    '--melo-trouble': '#f97066',
    '--melo-trouble-soft': '#3a1b19',
    '--melo-look': '#fbbf24',
    '--melo-look-soft': '#362a10',
    '--melo-track': dark[5],
    ...named(hues.dark),
  },
});
