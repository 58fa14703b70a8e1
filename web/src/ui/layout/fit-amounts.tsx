/**
 * Amounts are never cut. All amounts within this element are written whole; where one of them has no room, all are smaller, and as
 * the last resort compact, with the whole amount on hover, on tap and for screen readers.
 */
import { createContext, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';

const fits = ['whole', 'small', 'compact'] as const;
export type Fit = (typeof fits)[number];

type Place = {
  readonly fit: Fit;
  /** An amount has changed: whether all of them fit is to be found out again. */
  readonly changed: () => void;
};

export const FitContext = createContext<Place>({ fit: 'whole', changed: () => undefined });

/** Marks the elements of amounts. */
export const AMOUNT = { 'data-amount': true };

/** Rounding of the layout. */
const TOLERANCE_PX = 0.75;

type Props = { readonly className?: string | undefined; readonly children: ReactNode };

export function FitAmounts({ className, children }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const seenWidth = useRef(0);
  // An object, so that starting again renders also when the first step is shown.
  const [{ step }, setState] = useState({ step: 0 });
  const changed = useCallback(() => setState({ step: 0 }), []);
  useLayoutEffect(() => {
    seenWidth.current = ref.current!.clientWidth;
    if (step < fits.length - 1 && hasCutAmount(ref.current!)) setState({ step: step + 1 });
  });
  // Before anything is painted, so that no change is missed.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => ref.current?.clientWidth !== seenWidth.current && changed());
    observer.observe(ref.current!);
    document.fonts.addEventListener('loadingdone', changed);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', changed);
    };
  }, [changed]);
  const place = useMemo(() => ({ fit: fits[step]!, changed }), [step, changed]);
  return (
    <FitContext value={place}>
      <div ref={ref} className={className}>
        {children}
      </div>
    </FitContext>
  );
}

/** Whether an amount leaves one of the elements around it. */
function hasCutAmount(place: HTMLElement): boolean {
  const around = place.parentElement ?? place;
  return [...place.querySelectorAll('[data-amount]')].some((amount) => {
    const { left, right } = amount.getBoundingClientRect();
    for (let outer = amount.parentElement; outer && around.contains(outer); outer = outer.parentElement) {
      const edges = outer.getBoundingClientRect();
      if (right > edges.right + TOLERANCE_PX || left < edges.left - TOLERANCE_PX) return true;
    }
    return false;
  });
}
