/** An amount of money in tabular figures. Only inflows are coloured. */

import { useCurrentHousehold } from '../../api/current-household.tsx';
import { exact, type Amount as Money, writeAmount, writeChange } from '../../i18n/amounts.ts';
import style from './amount.module.css';

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

export function Amount({
  of,
  flow = false,
  change = false,
  muted = false,
  strong = false,
  hero = false,
  trouble = false,
}: Props) {
  const { locale } = useCurrentHousehold();
  const { minorUnits } = exact(of);
  const classes = [
    style['amount'],
    flow && minorUnits > 0n && style['in'],
    muted && style['muted'],
    strong && style['strong'],
    hero && style['hero'],
    trouble && style['trouble'],
  ];
  return (
    <span className={classes.filter(Boolean).join(' ')}>
      {flow || change ? writeChange(of, locale) : writeAmount(of, locale)}
    </span>
  );
}
