/** An amount of money in tabular figures. Only inflows are coloured. */
import { VisuallyHidden } from '@mantine/core';
import { Fragment, lazy, Suspense, use, useLayoutEffect } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { exact, type Amount as Money, writeAmount, writeChange, writeCompact } from '../../i18n/amounts.ts';
import style from './amount.module.css';
import { AMOUNT, FitContext } from './fit-amounts.tsx';

/** Loaded where an amount is compact, which is rare. */
const Hint = lazy(async () => ({ default: (await import('./hint.tsx')).Hint }));

type Props = {
  readonly of: Money;
  /** Marks inflows by colour and a plus sign, as in a register. */
  readonly flow?: boolean;
  /** Writes a plus sign before a positive amount. */
  readonly change?: boolean;
  readonly muted?: boolean;
  readonly strong?: boolean;
  readonly hero?: boolean;
  readonly trouble?: boolean;
};

export function Amount(props: Props) {
  const { of, flow = false, change = false } = props;
  const { locale } = useCurrentHousehold();
  const { fit, changed } = use(FitContext);
  const isSigned = flow || change;
  const whole = isSigned ? writeChange(of, locale) : writeAmount(of, locale);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text needs another room
  useLayoutEffect(changed, [changed, whole]);
  const className = classesOf(props);
  const compact = fit === 'compact' ? signed(of, isSigned) + writeCompact(of, locale) : whole;
  if (compact.length >= whole.length)
    return (
      <span {...AMOUNT} className={className} data-fit={fit}>
        {whole}
      </span>
    );
  return <CompactAmount className={className} compact={compact} whole={whole} />;
}

/** Of two versions, the short one is shown. The whole one is what assistive technology reads, and what a pointer or a tap shows. */
type CompactProps = { readonly className: string; readonly compact: string; readonly whole: string };

const CompactAmount = ({ className, compact, whole }: CompactProps) => (
  <Suspense
    fallback={
      <span {...AMOUNT} className={className} data-fit="compact">
        {compact}
      </span>
    }
  >
    <Hint label={whole}>
      <span {...AMOUNT} className={className} data-fit="compact">
        <span aria-hidden>{compact}</span>
        <VisuallyHidden>{whole}</VisuallyHidden>
      </span>
    </Hint>
  </Suspense>
);

const signed = (of: Money, isSigned: boolean): string => (isSigned && exact(of).minorUnits > 0n ? '+' : '');

function classesOf({ of, flow, muted, strong, hero, trouble }: Props): string {
  const classes = [
    style['amount'],
    flow && exact(of).minorUnits > 0n && style['in'],
    muted && style['muted'],
    strong && style['strong'],
    hero && style['hero'],
    trouble && style['trouble'],
  ];
  return classes.filter(Boolean).join(' ');
}

/** Amounts in several currencies, one after the other: "€12.00 · ¥1,500". */
export const Amounts = ({ of, ...looks }: Omit<Props, 'of'> & { readonly of: readonly Money[] }) =>
  of.map((amount, i) => (
    <Fragment key={amount.currencyCode}>
      {i > 0 && ' · '}
      <Amount of={amount} {...looks} />
    </Fragment>
  ));
