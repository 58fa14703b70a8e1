/** How much room the figures of a register need: the longest one decides. Pure. */
import { type Amount, exact, writeChange } from '../../../i18n/amounts.ts';

/** Characters from which figures are set smaller, and, in a narrow table, written short. */
const SMALL = 15;
const SMALLER = 21;
const SHORT = 23;

export type FigureWidth = {
  /** The characters of the longest one. */
  readonly characters: number;
  readonly size: 'normal' | 'small' | 'smaller';
  readonly short: boolean;
};

/** Only the extremes of each currency are written: formatting thousands of rows would take longer than showing them. */
export function figureWidth(amounts: Iterable<Amount>, locale: string, isNarrow: boolean): FigureWidth {
  const extremes = new Map<string, { least: bigint; most: bigint }>();
  for (const amount of amounts) {
    const { currencyCode, minorUnits } = exact(amount);
    const ends = extremes.get(currencyCode) ?? { least: minorUnits, most: minorUnits };
    if (minorUnits < ends.least) ends.least = minorUnits;
    if (minorUnits > ends.most) ends.most = minorUnits;
    extremes.set(currencyCode, ends);
  }
  const lengths = [...extremes].flatMap(([currencyCode, { least, most }]) =>
    [least, most].map((minorUnits) => writeChange({ currencyCode, minorUnits }, locale).length),
  );
  const characters = Math.max(8, ...lengths);
  const size = characters >= SMALLER ? 'smaller' : characters >= SMALL ? 'small' : 'normal';
  return { characters, size, short: isNarrow && characters >= SHORT };
}
