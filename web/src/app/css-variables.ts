/** Colours and sizes by their roles, as CSS variables. Both colour schemes have each colour. */
import { type CSSVariablesResolver, rem } from '@mantine/core';
import { dark, gray, hues, secondTones, teal } from './colors.ts';
import { sizes } from './theme.ts';

export const cssVariables: CSSVariablesResolver = () => ({
  variables: sizeVariables,
  light: lightColors,
  dark: darkColors,
});

const sizeVariables = {
  '--melo-sidebar': sizes.sidebar,
  '--melo-page-width': sizes.page,
  '--melo-form': sizes.form,
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
  '--melo-target': rem(24),
  '--melo-brand-mark': rem(24),
  '--melo-date': rem(80),
  '--melo-date-column': rem(108),
  '--melo-check': rem(18),
  '--melo-figure-small': rem(11),
  '--melo-donut': rem(sizes.donut),
  '--melo-weight-regular': '400',
  '--melo-weight-medium': '500',
  '--melo-weight-strong': '600',
  '--melo-motion': '120ms',
};

const hueVariables = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value, i) => [`--melo-hue-${i + 1}`, value]));

const lightColors = {
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
  '--melo-on-accent': '#ffffff',
  '--melo-in': teal[7],
  '--melo-trouble': '#b42318',
  '--melo-trouble-soft': '#fdecea',
  '--melo-look': '#b45309',
  '--melo-look-soft': '#fdf3e2',
  '--melo-track': gray[2],
  ...hueVariables([...hues.light, ...secondTones.light]),
};

const darkColors = {
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
  '--melo-on-accent': '#062b28',
  '--mantine-primary-color-contrast': '#062b28',
  '--melo-in': teal[4],
  '--melo-trouble': '#f97066',
  '--melo-trouble-soft': '#3a1b19',
  '--melo-look': '#fbbf24',
  '--melo-look-soft': '#362a10',
  '--melo-track': dark[5],
  ...hueVariables([...hues.dark, ...secondTones.dark]),
};
