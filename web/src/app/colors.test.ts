/** Colours of charts stand out from the surface, and no two are the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dark, hues, secondTones } from './colors.ts';

/** Of graphical marks, by WCAG 2.2. */
const MIN_CONTRAST = 3;

const surfaces = { light: '#ffffff', dark: dark[7] } as const;

test('every colour of a category has enough contrast to the surface, in both themes, and is there once', () => {
  for (const [theme, surface] of Object.entries(surfaces) as [keyof typeof surfaces, string][]) {
    const colors = [...hues[theme], ...secondTones[theme]];
    assert.equal(new Set(colors).size, 2 * hues[theme].length);
    for (const color of colors) assert.ok(contrast(color, surface) >= MIN_CONTRAST, `${theme} ${color}`);
  }
});

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
