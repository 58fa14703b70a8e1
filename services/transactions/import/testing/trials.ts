/** Trial files, each for one difficulty, and their expected amounts. Tests of the rules and of the import wizard use the same table. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Proposing } from '../formats/csv/types.ts';

const folder = join(import.meta.dirname, 'samples/trials');

/** The file of a trial, such as t01-quotes.csv of t01. */
export const trialFile = (name: string): string => readdirSync(folder).find((file) => file.startsWith(`${name}-`))!;
export const trialContent = (name: string): Buffer => readFileSync(join(folder, trialFile(name)));

export const american = { currency: 'USD' };

/** Expected amounts in minor units and in order, and the number of error rows. */
export const TRIAL_AMOUNTS: readonly (readonly [string, readonly number[], number?, Partial<Proposing>?])[] = [
  // 1: stray quotes swallow nothing.
  ['t01', [-1240, -2000, -19_900, -100, -300, -400]],
  ['t01b', [-1240, -2000, -400, -500]],
  ['t01c', [-1240, -2000, -90_000, 250_000, -900, -400]],
  ['t01d', [-1240, -2000, -90_000, 250_000]],
  ['t01e', [-1240, -400]],
  ['t01f', [-1240, -90_000, -900, -400]],
  ['t01h', [-1000, 5000]],
  // 15: ways to write a negative amount.
  ['t02', [150_000, -3000, -123_456, -90_023, 1200, -4510, -750, -825], 0, american],
  ['t02b', [7_500_000, -125_050, -12_000, 9900], 0, { currency: 'INR', locale: 'en-IN' }],
  // 13: a column says the direction.
  ['t03', [-2500, 150_000, -995], 0, { locale: 'nl' }],
  ['t03b', [-2500, 150_000]],
  ['t03c', [-2500, 150_000], 0, { locale: 'de' }],
  ['t15d', [-1000], 0, { locale: 'de' }],
  ['t04', [-1000, 5000], 2],
  // 16: spaces and groups.
  ['t06', [-1_480_000, 123_456, -913, 200_010, 123_450, 123_450, -500, -1200, -300, -11_070], 0, { locale: 'de' }],
  ['t06b', [-10_000_050, 50_000, -377, -45], 1, { currency: 'INR' }],
  // 4: reversals.
  ['t07', [5400, -5600, 0, -1200], 1],
  ['t07b', [-5600, 5600, -2000, 10_000]],
  ['t07c', [-5600, 5600, 10_000, -10_000]],
  // 3: other currencies.
  ['t08', [-1000], 2],
  ['t08b', [-1000], 4],
  ['t08c', [-9210, -1000]],
  // 14: columns by what they hold.
  ['t04c', [-10_000, 20_099], 3, american],
  ['t09', [-12_000, -982, -4234]],
  ['t09b', [-400, -300, -900, -1200, -500]],
  ['t09c', [-400, -300, -900]],
  ['t15', [-150, 150_000]],
  ['t15b', [-10_000, 20_099], 0, american],
  ['t15c', [-1250, 500_000], 0, { currency: 'PLN' }],
  ['t15e', [-100, -250], 0, { locale: 'de' }],
  ['t15f', [-150, -200]],
  ['t15g', [-150, -200]],
  ['t17', [-4500, -1250, 5750], 0, { ...american, isCard: true }],
  // 6: layouts.
  ['t13', [-1000, 5000]],
  ['t13b', [-1000, 5000]],
  ['t13c', [-1000, 5000, -300, -400]],
  ['t13d', [-1000, 5000]],
  // 26: odd files.
  ['t14', [-100, -250], 0, { locale: 'de' }],
  ['t14b', [-1000, -1100]],
  ['t14c', [-100, -200, -300, 0]],
  ['t14d', [-100], 0, { locale: 'de' }],
  ['t14e', [-100], 0, { locale: 'de' }],
  ['t14f', [-100], 0, { locale: 'cs' }],
  ['t14g', [-100]],
  ['t14h', [-100, -200]],
  ['t14i', [-100, -200]],
  ['t14j', [-100]],
];
