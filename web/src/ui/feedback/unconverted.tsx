/** Amounts in currencies without an exchange rate, which the figures beside do not include. */
import { Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { sizes } from '../../app/theme.ts';
import type { Amount as Money } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import style from '../layout/amount.module.css';
import { Amounts } from '../layout/amount.tsx';

/** Signs are those of the figure that does not include them: spending is positive, what is left is negative when spending exceeds income. */
const labels = {
  spending: 'ui.spending-without-a-rate-not-counted',
  left: 'ui.income-less-spending-without-a-rate',
  balances: 'ui.balances-without-a-rate-not-counted',
} as const;

type Props = { readonly what: keyof typeof labels; readonly amounts: readonly Money[] };

export function Unconverted({ what, amounts }: Props) {
  if (amounts.length === 0) return null;
  return (
    <div className={style['unconverted']}>
      <IconInfoCircle size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />
      <Text size="xs" c="dimmed">
        {text(labels[what])} <Amounts of={amounts} />
      </Text>
    </div>
  );
}
