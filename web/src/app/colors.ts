/** The raw colours of the app. Components use them by their roles, as CSS variables. */
import type { MantineColorsTuple } from '@mantine/core';

export const teal: MantineColorsTuple = [
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

export const gray: MantineColorsTuple = [
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

export const dark: MantineColorsTuple = [
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

/** Eight hues that colour-blind users can tell apart, each with a contrast of at least 3:1. */
export const hues = {
  light: ['#0f8074', '#c2570c', '#2f6fb7', '#b83280', '#867200', '#6d4fc2', '#4b8429', '#62707f'],
  dark: ['#2dd4bf', '#fb923c', '#60a5fa', '#f472b6', '#facc15', '#a78bfa', '#86c96b', '#94a3b8'],
};
export const HUES = hues.light.length;

/** The second tones of the hues, for the ninth to the sixteenth group. */
export const secondTones = {
  light: ['#084640', '#6b3007', '#1a3d65', '#651c46', '#4a3f00', '#3c2b6b', '#294917', '#363e46'],
  dark: ['#238a7d', '#9f632f', '#426ea1', '#9b5078', '#9e8617', '#6d5fa1', '#59844b', '#616d79'],
};
