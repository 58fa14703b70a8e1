/** An amount in a row. It is never cut: where it does not fit, it is written short, and in full on hover and tap. */
import { Tooltip } from '@mantine/core';
import type { Amount as Money } from '../../../i18n/amounts.ts';
import { writeAmount, writeChange, writeCompact } from '../../../i18n/amounts.ts';
import { Amount } from '../../../ui/layout/amount.tsx';
import style from './figure.module.css';
import { useRegister } from './register-context.tsx';

type Props = {
  readonly of: Money;
  readonly short: boolean;
  /** Marks inflows by colour and a plus sign. */
  readonly flow?: boolean;
  readonly muted?: boolean;
};

const EVENTS = { hover: true, focus: true, touch: true };

export function Figure({ of, short, flow = false, muted = false }: Props) {
  const { locale } = useRegister();
  if (!short) return <Amount of={of} flow={flow} muted={muted} />;
  const full = flow ? writeChange(of, locale) : writeAmount(of, locale);
  const isIn = flow && BigInt(of.minorUnits) > 0n;
  return (
    <Tooltip label={full} events={EVENTS}>
      <span className={style['short']} data-in={isIn} data-muted={muted} title={full}>
        {isIn && '+'}
        {writeCompact(of, locale)}
      </span>
    </Tooltip>
  );
}
