/** A field for an amount: reads the format of the locale and sums such as "20 + 4", and formats the amount on blur. */
import { TextInput, type TextInputProps } from '@mantine/core';
import type { FocusEvent } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import style from './money-field.module.css';

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  readonly value?: string;
  readonly onChange: (text: string) => void;
  readonly currency: string;
};

/** `value` is the text as typed; `readAmount` of it is the amount. */
export function MoneyField({ value = '', onChange, currency, onBlur, ...rest }: Props) {
  const { locale } = useCurrentHousehold();
  const tidy = (event: FocusEvent<HTMLInputElement>) => {
    onBlur?.(event);
    const units = readAmount(value, currency, locale);
    if (units !== undefined) onChange(writePlain(exactOf(currency, units), locale));
  };
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      rightSection={<span className={style['currency']}>{currency}</span>}
      classNames={{ input: style['input'] ?? '' }}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={tidy}
    />
  );
}
