/** Renders only the rows in view, and those that must stay: what is typed in a row is not lost when it leaves the view. */
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Rows beyond each end of the view. */
const OVERSCAN = 5;

type Options = {
  readonly count: number;
  readonly keyOf: (index: number) => string;
  /** The height of a row before it is measured. */
  readonly height: (index: number) => number;
  /** Rows that stay rendered; −1 is none. */
  readonly kept: readonly number[];
  /** Height of what sticks above the rows. */
  readonly stuck: number;
  /** The list, which is found again where it was left. */
  readonly place: string;
};

export function useVirtualRows<Body extends HTMLElement, Row extends HTMLElement>(options: Options) {
  const { count, keyOf, height, kept, stuck, place } = options;
  const body = useRef<Body>(null);
  const scrollMargin = useTop(body);
  const virtualizer = useWindowVirtualizer<Row>({
    count,
    getItemKey: keyOf,
    estimateSize: height,
    initialOffset: usePlace(place),
    overscan: useOverscan(),
    scrollMargin,
    scrollPaddingStart: stuck,
    rangeExtractor: useKept(kept.join()),
  });
  const items = virtualizer.getVirtualItems();
  const end = virtualizer.getTotalSize() + scrollMargin;
  return {
    body,
    virtualizer,
    /** Each with the room of the rows before it that are not rendered. */
    items: items.map((item, i) => ({ item, gap: item.start - (items[i - 1]?.end ?? scrollMargin) })),
    /** The room of the rows after the last one. */
    rest: Math.max(0, end - (items.at(-1)?.end ?? end)),
    first: virtualizer.range?.startIndex ?? 0,
    last: virtualizer.range?.endIndex ?? 0,
  };
}

/** At first only what is seen: a list is there sooner when it is entered. */
function useOverscan(): number {
  const [overscan, setOverscan] = useState(0);
  useEffect(() => startTransition(() => setOverscan(OVERSCAN)), []);
  return overscan;
}

function useKept(kept: string) {
  return useCallback(
    (range: Range) => {
      const others = kept
        .split(',')
        .map(Number)
        .filter((index) => index >= 0 && index < range.count);
      return [...new Set([...defaultRangeExtractor(range), ...others])].sort((a, b) => a - b);
    },
    [kept],
  );
}

/** How far lists were scrolled when they were left. */
const places = new Map<string, number>();

/** Where to begin: the rows of that place are the first that are rendered. */
function usePlace(place: string): () => number {
  useLayoutEffect(() => () => void places.set(place, scrollY), [place]);
  return () => places.get(place) ?? 0;
}

/** Where the rows begin on the page. */
function useTop(body: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop(Math.round((body.current?.getBoundingClientRect().top ?? 0) + scrollY));
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [body]);
  return top;
}
